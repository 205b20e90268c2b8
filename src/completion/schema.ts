// Owns the completion in the API. The names of the sections are those that the registry found.
import { builder } from '../graphql/builder.ts';
import { InvalidInputError } from '../graphql/errors.ts';
import { sections } from '../sections/registry.ts';
import { loadCompletion } from './load.ts';
import type { Completion, SectionCompletion, SectionStatus } from './score.ts';

export const SectionNameEnum = builder.enumType('SectionName', {
  description: 'A part of a profile that counts towards its completion.',
  values: Object.fromEntries(sections.map(({ name, description }) => [name, { description }])),
});

const SectionStatusEnum = builder.enumType('SectionStatus', {
  description: 'What a section is worth now.',
  values: {
    FILLED: { description: 'It counts.' },
    UNFILLED: { description: 'Nothing is there, or not enough.' },
    STALE: { description: 'It was filled, and not updated for too long; it no longer counts.' },
  } satisfies Record<SectionStatus, { description: string }>,
});

const SectionCompletionType = builder.objectRef<SectionCompletion>('SectionCompletion').implement({
  description: 'What one section adds to the score.',
  access: 'inherited',
  fields: (t) => ({
    name: t.field({ type: SectionNameEnum, description: 'Which section.', resolve: ({ name }) => name }),
    status: t.expose('status', { type: SectionStatusEnum, description: 'Whether it counts.' }),
    weight: t.exposeInt('weight', { description: 'What it counts for.' }),
    updatedAt: t.expose('updatedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was written last; null where it never was.',
    }),
  }),
});

export const ProfileCompletionType = builder.objectRef<Completion>('ProfileCompletion').implement({
  description: 'How complete a profile is.',
  access: 'inherited',
  fields: (t) => ({
    percentage: t.exposeInt('percentage', {
      description: 'round(100 × weight of FILLED sections ÷ weight of all asked-for sections).',
    }),
    sections: t.field({
      type: [SectionCompletionType],
      description: 'The sections asked for, in the order of their names.',
      resolve: ({ sections: rated }) => [...rated],
    }),
    computedAt: t.expose('computedAt', { type: 'DateTime', description: 'When it was computed.' }),
    nextChangeAt: t.expose('nextChangeAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'The next moment at which a section turns stale with no write at all; null where none will.',
    }),
  }),
});

builder.prismaObjectField('Profile', 'completion', (t) =>
  t.field({
    type: ProfileCompletionType,
    description: 'How complete the profile is.',
    args: {
      sections: t.arg({
        type: [SectionNameEnum],
        required: false,
        description: 'Score these alone; all where left out.',
      }),
    },
    select: { id: true },
    resolve: ({ id }, { sections: names }, ctx) => {
      if (names?.length === 0)
        throw new InvalidInputError([{ path: 'sections', message: 'must name at least one section' }]);
      return loadCompletion(ctx, id, names ?? null);
    },
  }),
);
