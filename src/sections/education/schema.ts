// Owns the education in the API: its type, its input and its mutations.
import { builder } from '../../graphql/builder.ts';
import { NotFoundError, validate } from '../../graphql/errors.ts';
import { isUuid } from '../../graphql/uuid.ts';
import { profileCompletionTag } from '../../profiles/completion-tag.ts';
import { ownerOnly, profileIdArg, profileIdOf } from '../../profiles/owner.ts';
import { changedProfile, ProfilePayload, type ProfileChange } from '../../profiles/schema.ts';
import { writeProfile } from '../../profiles/write.ts';
import { nextOrdinal } from '../list.ts';
import { educationRule, MAX_EDUCATION } from './section.ts';

const EducationType = builder.prismaObject('Education', {
  description: 'One course of study.',
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
    query: { orderBy: [{ ordinal: 'asc' }, { id: 'asc' }] },
  }),
);

const EducationInput = builder.inputType('EducationInput', {
  description: 'One course of study. One of institution and area is needed.',
  fields: (t) => ({
    institution: t.string({ description: 'At most 200 characters.' }),
    url: t.string({ description: 'Starts with http:// or https://, at most 2,048 characters.' }),
    area: t.string({ description: 'At most 200 characters.' }),
    studyType: t.string({ description: 'At most 200 characters.' }),
    startDate: t.string({ description: '2014, 2014-06 or 2014-06-29.' }),
    endDate: t.string({ description: 'As startDate, and not before it; left out while it lasts.' }),
    score: t.string({ description: 'At most 500 characters.' }),
    courses: t.stringList({ description: 'At most 50, each at most 500 characters.' }),
  }),
});

const EducationPayload = builder
  .objectRef<ProfileChange & { educationId: string }>('EducationPayload')
  .implement({
    description: 'The education that was written, and its profile after the change.',
    access: 'inherited',
    fields: (t) => ({
      education: t.prismaField({
        type: EducationType,
        description: 'What was written.',
        resolve: (query, { educationId }, _args, { db }) =>
          db.education.findUniqueOrThrow({ ...query, where: { id: educationId } }),
      }),
      profile: changedProfile(t),
    }),
  });

builder.mutationField('createEducation', (t) =>
  t.field({
    type: EducationPayload,
    description: 'Adds an education at the end of the list; a profile holds at most 50.',
    args: {
      ...profileIdArg(),
      input: t.arg({ type: EducationInput, required: true, description: 'The education.' }),
    },
    access: ownerOnly,
    errors: {},
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
    resolve: async (_root, args, ctx) => {
      const profileId = profileIdOf(args, ctx);
      const content = validate('input', educationRule, args.input);
      const { id } = await writeProfile(ctx, profileId, async (tx) => {
        const list = await tx.education.aggregate({
          where: { profileId },
          _count: true,
          _max: { ordinal: true },
        });
        const ordinal = nextOrdinal(list, MAX_EDUCATION);
        return tx.education.create({ data: { profileId, ordinal, ...content } });
      });
      return { profileId, educationId: id };
    },
  }),
);

builder.mutationField('editEducation', (t) =>
  t.field({
    type: EducationPayload,
    description: 'Writes an education anew; its place in the list stays.',
    args: {
      ...profileIdArg(),
      id: t.arg.id({ required: true, description: 'Which one.' }),
      input: t.arg({
        type: EducationInput,
        required: true,
        description: 'All of it: what is left out becomes null.',
      }),
    },
    access: ownerOnly,
    errors: {},
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
    resolve: async (_root, args, ctx) => {
      const profileId = profileIdOf(args, ctx);
      const content = validate('input', educationRule, args.input);
      if (!isUuid(args.id)) throw new NotFoundError('education', args.id);
      await writeProfile(ctx, profileId, async (tx) => {
        const { count } = await tx.education.updateMany({ where: { id: args.id, profileId }, data: content });
        if (count === 0) throw new NotFoundError('education', args.id);
      });
      return { profileId, educationId: args.id };
    },
  }),
);

builder.mutationField('deleteEducation', (t) =>
  t.field({
    type: ProfilePayload,
    description: 'Deletes an education.',
    args: { ...profileIdArg(), id: t.arg.id({ required: true, description: 'Which one.' }) },
    access: ownerOnly,
    errors: {},
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
    resolve: async (_root, args, ctx) => {
      const profileId = profileIdOf(args, ctx);
      if (!isUuid(args.id)) throw new NotFoundError('education', args.id);
      await writeProfile(ctx, profileId, async (tx) => {
        const { count } = await tx.education.deleteMany({ where: { id: args.id, profileId } });
        if (count === 0) throw new NotFoundError('education', args.id);
      });
      return { profileId };
    },
  }),
);
