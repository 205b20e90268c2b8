// Owns the languages in the API: its type, its input and its mutation.
import { builder } from '../../graphql/builder.ts';
import { validate } from '../../graphql/errors.ts';
import { profileCompletionTag } from '../../profiles/completion-tag.ts';
import { ownerOnly, profileIdArg, profileIdOf } from '../../profiles/owner.ts';
import { ProfilePayload } from '../../profiles/schema.ts';
import { writeProfile } from '../../profiles/write.ts';
import { languagesRule, replaceLanguages } from './section.ts';

builder.prismaObject('Language', {
  description: 'A language the person speaks.',
  access: 'inherited',
  fields: (t) => ({
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
    query: { orderBy: { ordinal: 'asc' } },
  }),
);

const LanguageInput = builder.inputType('LanguageInput', {
  description: 'A language the person speaks.',
  fields: (t) => ({
    language: t.string({ required: true, description: 'A name or a code, at most 100 characters.' }),
    code: t.string({
      description: 'BCP 47, such as "en" or "pt-BR"; found from the name where it is left out.',
    }),
    fluency: t.string({ description: 'At most 100 characters.' }),
  }),
});

builder.mutationField('saveLanguages', (t) =>
  t.field({
    type: ProfilePayload,
    description: 'Replaces the list; an empty one deletes it.',
    args: {
      ...profileIdArg(),
      languages: t.arg({
        type: [LanguageInput],
        required: true,
        description: 'The whole list, in order, at most 100.',
      }),
    },
    access: ownerOnly,
    errors: {},
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
    resolve: async (_root, args, ctx) => {
      const profileId = profileIdOf(args, ctx);
      const content = validate('languages', languagesRule, args.languages);
      await writeProfile(ctx, profileId, (tx) => replaceLanguages(tx, profileId, content));
      return { profileId };
    },
  }),
);
