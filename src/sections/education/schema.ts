// The education in the API: its type and its mutations.
import { builder } from '../../graphql/builder.ts';
import { firstArg, idArg, itemInputArg, toIndexArg } from '../../graphql/checked-args.ts';
import { profileCompletionTag } from '../../profiles/completion-tag.ts';
import { itemMutation, profileMutation, type ItemChange } from '../../profiles/profile-mutation.ts';
import { changedProfile } from '../../profiles/schema.ts';
import { addedBefore, addItem, deleteItem, editItem, moveItem } from '../rows.ts';
import { educationRule, MAX_EDUCATION } from './section.ts';

const EducationType = builder.prismaObject('Education', {
  description: 'One course of study.',
  select: { id: true },
  access: 'inherited',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'A UUID.' }),
    institution: t.exposeString('institution', { nullable: true, description: 'The school or university.' }),
    url: t.exposeString('url', { nullable: true, description: "The institution's site." }),
    area: t.exposeString('area', { nullable: true, description: 'The subject, as in "Computer Science".' }),
    studyType: t.exposeString('studyType', { nullable: true, description: 'As in "Bachelor".' }),
    startDate: t.exposeString('startDate', {
      nullable: true,
      description: '2014, 2014-06 or 2014-06-29, as exactly as known.',
    }),
    endDate: t.exposeString('endDate', { nullable: true, description: 'As startDate; null while it lasts.' }),
    score: t.exposeString('score', { nullable: true, description: 'A grade, as in "3.67/4.0".' }),
    courses: t.exposeStringList('courses', { description: 'Courses worth naming.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was written last.' }),
  }),
});

builder.prismaObjectField('Profile', 'education', (t) =>
  t.relation('education', {
    description: 'What the person has studied, in their own order.',
    args: firstArg(MAX_EDUCATION),
    query: { orderBy: [{ ordinal: 'asc' }, { id: 'asc' }] },
  }),
);

const EducationInput = itemInputArg(
  'EducationInput',
  'One course of study. One of institution and area is needed.',
  educationRule,
);

const EducationPayload = builder.objectRef<ItemChange>('EducationPayload').implement({
  description: 'The education that was written, and its profile after the change.',
  access: 'inherited',
  fields: (t) => ({
    education: t.prismaField({
      type: EducationType,
      description: 'What was written.',
      resolve: (query, { itemId: id }, _args, { db }) =>
        db.education.findFirstOrThrow({ ...query, where: { id } }),
    }),
    profile: changedProfile(t),
  }),
});

builder.mutationField('createEducation', (t) =>
  itemMutation(t, {
    description: `Adds an education at the end of the list; a profile holds at most ${MAX_EDUCATION}.`,
    payload: EducationPayload,
    args: { input: EducationInput },
    change: (tx, { profileId, input }) => addItem(tx.education, MAX_EDUCATION, profileId, input),
    writtenBefore: (db, { profileId, input }) => addedBefore(db.education, profileId, input),
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
  }),
);

builder.mutationField('editEducation', (t) =>
  itemMutation(t, {
    description:
      'Changes an education: what is left out stays, and null empties. Its place in the list stays.',
    payload: EducationPayload,
    args: { input: EducationInput, id: idArg('education') },
    change: (tx, { profileId, id, input }) => editItem(tx.education, 'education', { profileId, id }, input),
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
  }),
);

builder.mutationField('moveEducation', (t) =>
  itemMutation(t, {
    description: 'Moves an education to another place in the list.',
    payload: EducationPayload,
    args: { id: idArg('education'), toIndex: toIndexArg },
    change: (tx, { profileId, id, toIndex }) =>
      moveItem(tx, 'education', 'education', { profileId, id }, toIndex),
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
  }),
);

builder.mutationField('deleteEducation', (t) =>
  profileMutation(t, {
    description: 'Deletes an education.',
    args: { id: idArg('education') },
    change: (tx, { profileId, id }) => deleteItem(tx.education, 'education', { profileId, id }),
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
  }),
);
