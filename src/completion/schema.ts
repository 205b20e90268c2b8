// The completion in the API. The section names come from the registry.
import { builder } from '../graphql/builder.ts';
import { InvalidInputError } from '../graphql/errors.ts';
import { sections } from '../sections/registry.ts';
import { loadCompletion, type ProfileCompletion } from './cached.ts';
import type { SectionCompletion, SectionStatus } from './score.ts';

export const SectionNameEnum = builder.enumType('SectionName', {
  description: 'A part of a profile that counts towards its completion.',
  values: Object.fromEntries(sections.map(({ name, description }) => [name, { description }])),
});

const SectionStatusEnum = builder.enumType('SectionStatus', {
  description: 'Whether a section counts towards the score.',
  values: {
    FILLED: { description: 'The section has enough content and counts.' },
    UNFILLED: { description: 'The section is empty or has too little content.' },
    STALE: { description: 'The section is filled but was not updated for too long. It does not count.' },
  } satisfies Record<SectionStatus, { description: string }>,
});

const SectionCompletionType = builder.objectRef<SectionCompletion>('SectionCompletion').implement({
  description: 'The status and weight of one section.',
  access: 'inherited',
  fields: (t) => ({
    name: t.field({ type: SectionNameEnum, description: 'The section.', resolve: ({ name }) => name }),
    status: t.expose('status', { type: SectionStatusEnum, description: 'Whether the section counts.' }),
    weight: t.exposeInt('weight', { description: 'The weight of the section in the score.' }),
    updatedAt: t.expose('updatedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the section was last written. Null: never.',
    }),
  }),
});

export const ProfileCompletionType = builder.objectRef<ProfileCompletion>('ProfileCompletion').implement({
  description: 'How complete a profile is.',
  access: 'inherited',
  fields: (t) => ({
    id: t.exposeID('id', {
      description:
        'One for each profile and set of sections, so that the cache of a client keeps them apart. Where all sections are scored, the id of the profile.',
    }),
    profileId: t.exposeID('profileId', { description: 'Whose it is.' }),
    percentage: t.exposeInt('percentage', {
      description: 'round(100 × weight of FILLED sections ÷ weight of all scored sections).',
    }),
    sections: t.field({
      type: [SectionCompletionType],
      description: 'The scored sections, ordered by name.',
      resolve: ({ sections: rated }) => [...rated],
    }),
    computedAt: t.expose('computedAt', {
      type: 'DateTime',
      description: 'When the completion was computed.',
    }),
    nextChangeAt: t.expose('nextChangeAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the next section turns stale without a write. Null: none will.',
    }),
  }),
});

/** There are hundreds of sets of sections, so those of the caller's choice are seldom cached: each reads rows. */
const CHOSEN_COST = 10;

builder.prismaObjectField('Profile', 'completion', (t) =>
  t.field({
    type: ProfileCompletionType,
    description: 'How complete the profile is.',
    args: {
      sections: t.arg({
        type: [SectionNameEnum],
        required: false,
        maxItems: sections.length,
        description: 'The sections to score. Default: all.',
      }),
    },
    select: { id: true },
    complexity: ({ sections: names }) => (names ? CHOSEN_COST : 1),
    resolve: ({ id }, { sections: names }, ctx) => {
      if (names?.length === 0)
        throw new InvalidInputError([
          {
            path: 'sections',
            message: 'must name at least one section',
            code: 'TOO_FEW',
            params: { min: 1 },
          },
        ]);
      return loadCompletion(ctx, id, names ?? null);
    },
  }),
);
