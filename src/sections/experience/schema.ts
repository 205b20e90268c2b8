// Owns the experience in the API: its type, its input and its mutations.
import { builder } from '../../graphql/builder.ts';
import { NotFoundError, validate } from '../../graphql/errors.ts';
import { isUuid } from '../../graphql/uuid.ts';
import { profileCompletionTag } from '../../profiles/completion-tag.ts';
import { ownerOnly, profileIdArg, profileIdOf } from '../../profiles/owner.ts';
import { changedProfile, ProfilePayload, type ProfileChange } from '../../profiles/schema.ts';
import { writeProfile } from '../../profiles/write.ts';
import { nextOrdinal } from '../list.ts';
import { experienceRule, MAX_EXPERIENCE } from './section.ts';

const ExperienceType = builder.prismaObject('Experience', {
  description: 'One position at one employer.',
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
    query: { orderBy: [{ ordinal: 'asc' }, { id: 'asc' }] },
  }),
);

const ExperienceInput = builder.inputType('ExperienceInput', {
  description: 'One position at one employer. One of name and position is needed.',
  fields: (t) => ({
    name: t.string({ description: 'The employer, at most 200 characters.' }),
    position: t.string({ description: 'At most 200 characters.' }),
    location: t.string({ description: 'At most 200 characters.' }),
    description: t.string({ description: 'What the employer does, at most 2,000 characters.' }),
    url: t.string({ description: 'Starts with http:// or https://, at most 2,048 characters.' }),
    startDate: t.string({ description: '2014, 2014-06 or 2014-06-29.' }),
    endDate: t.string({ description: 'As startDate, and not before it; left out while it lasts.' }),
    summary: t.string({ description: 'At most 5,000 characters.' }),
    highlights: t.stringList({ description: 'At most 50, each at most 1,000 characters.' }),
  }),
});

const ExperiencePayload = builder
  .objectRef<ProfileChange & { experienceId: string }>('ExperiencePayload')
  .implement({
    description: 'The experience that was written, and its profile after the change.',
    access: 'inherited',
    fields: (t) => ({
      experience: t.prismaField({
        type: ExperienceType,
        description: 'What was written.',
        resolve: (query, { experienceId }, _args, { db }) =>
          db.experience.findUniqueOrThrow({ ...query, where: { id: experienceId } }),
      }),
      profile: changedProfile(t),
    }),
  });

builder.mutationField('createExperience', (t) =>
  t.field({
    type: ExperiencePayload,
    description: 'Adds an experience at the end of the list; a profile holds at most 100.',
    args: {
      ...profileIdArg(),
      input: t.arg({ type: ExperienceInput, required: true, description: 'The experience.' }),
    },
    access: ownerOnly,
    errors: {},
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
    resolve: async (_root, args, ctx) => {
      const profileId = profileIdOf(args, ctx);
      const content = validate('input', experienceRule, args.input);
      const { id } = await writeProfile(ctx, profileId, async (tx) => {
        const list = await tx.experience.aggregate({
          where: { profileId },
          _count: true,
          _max: { ordinal: true },
        });
        const ordinal = nextOrdinal(list, MAX_EXPERIENCE);
        return tx.experience.create({ data: { profileId, ordinal, ...content } });
      });
      return { profileId, experienceId: id };
    },
  }),
);

builder.mutationField('editExperience', (t) =>
  t.field({
    type: ExperiencePayload,
    description: 'Writes an experience anew; its place in the list stays.',
    args: {
      ...profileIdArg(),
      id: t.arg.id({ required: true, description: 'Which one.' }),
      input: t.arg({
        type: ExperienceInput,
        required: true,
        description: 'All of it: what is left out becomes null.',
      }),
    },
    access: ownerOnly,
    errors: {},
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
    resolve: async (_root, args, ctx) => {
      const profileId = profileIdOf(args, ctx);
      const content = validate('input', experienceRule, args.input);
      if (!isUuid(args.id)) throw new NotFoundError('experience', args.id);
      await writeProfile(ctx, profileId, async (tx) => {
        const { count } = await tx.experience.updateMany({
          where: { id: args.id, profileId },
          data: content,
        });
        if (count === 0) throw new NotFoundError('experience', args.id);
      });
      return { profileId, experienceId: args.id };
    },
  }),
);

builder.mutationField('deleteExperience', (t) =>
  t.field({
    type: ProfilePayload,
    description: 'Deletes an experience.',
    args: { ...profileIdArg(), id: t.arg.id({ required: true, description: 'Which one.' }) },
    access: ownerOnly,
    errors: {},
    invalidates: ({ profileId }) => [profileCompletionTag(profileId)],
    resolve: async (_root, args, ctx) => {
      const profileId = profileIdOf(args, ctx);
      if (!isUuid(args.id)) throw new NotFoundError('experience', args.id);
      await writeProfile(ctx, profileId, async (tx) => {
        const { count } = await tx.experience.deleteMany({ where: { id: args.id, profileId } });
        if (count === 0) throw new NotFoundError('experience', args.id);
      });
      return { profileId };
    },
  }),
);
