// The languages in the API: their type and their mutation.
import { builder } from '../../graphql/builder.ts';
import { firstArg, inputListArg } from '../../graphql/checked-args.ts';
import { profileCompletionTag } from '../../profiles/completion-tag.ts';
import { profileMutation } from '../../profiles/profile-mutation.ts';
import { REPLACED_ITEM_ID, replaceList } from '../rows.ts';
import { MAX_LANGUAGES, languagesRule } from './section.ts';

builder.prismaObject('Language', {
  description: 'A language the person speaks.',
  select: { id: true },
  access: 'inherited',
  fields: (t) => ({
    id: t.exposeID('id', { description: REPLACED_ITEM_ID }),
    language: t.exposeString('language', { description: 'As it was given.' }),
    code: t.exposeString('code', {
      nullable: true,
      description: 'BCP 47, such as "en"; null where it could not be understood.',
    }),
    fluency: t.exposeString('fluency', { nullable: true, description: 'As in "Native speaker".' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When the list was written last.' }),
  }),
});

builder.prismaObjectField('Profile', 'languages', (t) =>
  t.relation('languages', {
    description: 'What the person speaks, in their own order.',
    args: firstArg(MAX_LANGUAGES),
    query: { orderBy: { ordinal: 'asc' } },
  }),
);

const LanguageInput = inputListArg('LanguageInput', 'A language the person speaks.', languagesRule);

builder.mutationField('saveLanguages', (t) =>
  profileMutation(t, {
    description: 'Replaces the list; an empty one deletes it.',
    args: { languages: LanguageInput },
    change: (tx, { profileId, languages }) => replaceList(tx, 'language', profileId, languages),
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
  }),
);
