// The experience in the API: its type and its mutations.
import { builder } from '../../graphql/builder.ts';
import { firstArg, idArg, itemInputArg, toIndexArg } from '../../graphql/checked-args.ts';
import { profileCompletionTag } from '../../profiles/completion-tag.ts';
import { itemMutation, profileMutation, type ItemChange } from '../../profiles/profile-mutation.ts';
import { changedProfile } from '../../profiles/schema.ts';
import { addedBefore, addItem, deleteItem, editItem, moveItem } from '../rows.ts';
import { experienceRule, MAX_EXPERIENCE } from './section.ts';

const ExperienceType = builder.prismaObject('Experience', {
  description: 'One position at one employer.',
  select: { id: true },
  access: 'inherited',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'A UUID.' }),
    name: t.exposeString('name', { nullable: true, description: 'The employer.' }),
    position: t.exposeString('position', { nullable: true, description: 'As in "Software Engineer".' }),
    location: t.exposeString('location', { nullable: true, description: 'As in "Menlo Park, CA".' }),
    description: t.exposeString('description', { nullable: true, description: 'What the employer does.' }),
    url: t.exposeString('url', { nullable: true, description: "The employer's site." }),
    startDate: t.exposeString('startDate', {
      nullable: true,
      description: '2014, 2014-06 or 2014-06-29, as exactly as known.',
    }),
    endDate: t.exposeString('endDate', { nullable: true, description: 'As startDate; null while it lasts.' }),
    summary: t.exposeString('summary', { nullable: true, description: 'What the person did there.' }),
    highlights: t.exposeStringList('highlights', { description: 'What they achieved.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was written last.' }),
  }),
});

builder.prismaObjectField('Profile', 'experience', (t) =>
  t.relation('experience', {
    description: 'Where the person has worked, in their own order.',
    args: firstArg(MAX_EXPERIENCE),
    query: { orderBy: [{ ordinal: 'asc' }, { id: 'asc' }] },
  }),
);

const ExperienceInput = itemInputArg(
  'ExperienceInput',
  'One position at one employer. One of name and position is needed.',
  experienceRule,
);

const ExperiencePayload = builder.objectRef<ItemChange>('ExperiencePayload').implement({
  description: 'The experience that was written, and its profile after the change.',
  access: 'inherited',
  fields: (t) => ({
    experience: t.prismaField({
      type: ExperienceType,
      description: 'What was written.',
      resolve: (query, { itemId: id }, _args, { db }) =>
        db.experience.findFirstOrThrow({ ...query, where: { id } }),
    }),
    profile: changedProfile(t),
  }),
});

builder.mutationField('createExperience', (t) =>
  itemMutation(t, {
    description: `Adds an experience at the end of the list; a profile holds at most ${MAX_EXPERIENCE}.`,
    payload: ExperiencePayload,
    args: { input: ExperienceInput },
    change: (tx, { profileId, input }) => addItem(tx.experience, MAX_EXPERIENCE, profileId, input),
    writtenBefore: (db, { profileId, input }) => addedBefore(db.experience, profileId, input),
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
  }),
);

builder.mutationField('editExperience', (t) =>
  itemMutation(t, {
    description:
      'Changes an experience: what is left out stays, and null empties. Its place in the list stays.',
    payload: ExperiencePayload,
    args: { input: ExperienceInput, id: idArg('experience') },
    change: (tx, { profileId, id, input }) => editItem(tx.experience, 'experience', { profileId, id }, input),
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
  }),
);

builder.mutationField('moveExperience', (t) =>
  itemMutation(t, {
    description: 'Moves an experience to another place in the list.',
    payload: ExperiencePayload,
    args: { id: idArg('experience'), toIndex: toIndexArg },
    change: (tx, { profileId, id, toIndex }) =>
      moveItem(tx, 'experience', 'experience', { profileId, id }, toIndex),
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
  }),
);

builder.mutationField('deleteExperience', (t) =>
  profileMutation(t, {
    description: 'Deletes an experience.',
    args: { id: idArg('experience') },
    change: (tx, { profileId, id }) => deleteItem(tx.experience, 'experience', { profileId, id }),
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
  }),
);
