// The mutation with which an administrator invalidates completions after a change that Vitae does not see, such as a restore of
// rows without their triggers. It is recorded and carried out as a write is.
import { writable, type Transaction } from '../database/client.ts';
import { builder } from '../graphql/builder.ts';
import { checkIds } from '../graphql/checked-args.ts';
import type { Context } from '../graphql/context.ts';
import { InvalidInputError, NotFoundError } from '../graphql/errors.ts';
import { profileCompletionTag } from '../profiles/completion-tag.ts';
import { profileRepair } from '../profiles/repair-job.ts';
import { SectionNameEnum } from './schema.ts';
import { completionSetTags } from './set-tags.ts';

const MAX_IDS = 100;

interface Invalidated {
  readonly tags: readonly string[];
  readonly profileIds: readonly string[];
}

const InvalidateResult = builder.objectRef<Invalidated>('InvalidateCompletionsResult').implement({
  description: 'What was invalidated.',
  access: 'administrator',
  fields: (t) => ({
    tags: t.int({
      description: 'How many cache tags: one for each profile, or one for each set of sections.',
      resolve: ({ tags }) => tags.length,
    }),
    documents: t.int({
      description:
        'How many documents are compared with their profiles and corrected, by jobs in the queue profile-repair.',
      resolve: ({ profileIds }) => profileIds.length,
    }),
  }),
});

interface Scope {
  readonly profileIds?: readonly string[] | null | undefined;
  readonly section?: string | null | undefined;
  readonly all?: boolean | null | undefined;
}

builder.mutationField('invalidateCompletions', (t) =>
  t.field({
    type: InvalidateResult,
    description:
      'Invalidates cached completions: those of some profiles, those that score a section, or all. Takes exactly one of the ' +
      'three arguments. No process serves the old ones after the answer. Where profiles are named, their documents in the ' +
      'index are compared with them and corrected.',
    args: {
      profileIds: t.arg.idList({ required: false, maxItems: MAX_IDS, description: 'Profiles that exist.' }),
      section: t.arg({ type: SectionNameEnum, required: false, description: 'A section.' }),
      all: t.arg.boolean({ required: false, description: 'True: all completions.' }),
    },
    access: 'administrator',
    invalidates: ({ tags }) => tags,
    resolve: (_root, scope, ctx) => {
      checkOneIsGiven(scope);
      return scope.profileIds
        ? invalidateProfiles(ctx, checkIds('profileIds', scope.profileIds))
        : invalidateSets(ctx, scope.section ?? null);
    },
  }),
);

/** @throws InvalidInputError */
function checkOneIsGiven({ profileIds, section, all }: Scope): void {
  const given = Object.entries({ profileIds: profileIds ?? null, section: section ?? null, all: all || null })
    .filter(([, value]) => value !== null)
    .map(([path]) => path);
  if (given.length === 1) return;
  const path = given[1] ?? 'profileIds';
  throw new InvalidInputError([
    { path, message: 'give exactly one of profileIds, section and all', code: 'CONTRADICTION' },
  ]);
}

/** @throws NotFoundError where one does not exist, and then nothing is invalidated */
function invalidateProfiles(
  { db, jobs, invalidations }: Context,
  given: readonly string[],
): Promise<Invalidated> {
  const profileIds = [...new Set(given)].sort();
  const tags = profileIds.map(profileCompletionTag);
  return writable(db).$transaction(async (tx) => {
    await checkExist(tx, given);
    for (const profileId of profileIds) await jobs.enqueue(profileRepair, { profileId }, { tx });
    await invalidations.record(tx, tags);
    return { tags, profileIds };
  });
}

async function checkExist(tx: Transaction, profileIds: readonly string[]): Promise<void> {
  const found = await tx.profile.findMany({ where: { id: { in: [...profileIds] } }, select: { id: true } });
  const known = new Set(found.map(({ id }) => id));
  for (const [index, id] of profileIds.entries())
    if (!known.has(id)) throw new NotFoundError('profile', id, `profileIds.${index}`);
}

async function invalidateSets({ db, invalidations }: Context, section: string | null): Promise<Invalidated> {
  const tags = completionSetTags(section);
  await writable(db).$transaction((tx) => invalidations.record(tx, tags));
  return { tags, profileIds: [] };
}
