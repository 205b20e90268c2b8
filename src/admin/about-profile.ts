// Reads the profiles that jobs are about, with what the query selects of them.
import { queryFromInfo } from '@pothos/plugin-prisma';
import type { GraphQLResolveInfo } from 'graphql';
import { z } from 'zod';
import type { ProfileRow } from '../database/client.ts';
import type { Context } from '../graphql/context.ts';

const profilePayload = z.object({ profileId: z.guid().toLowerCase() });

/** With what the query selects of the profile. */
export type AboutProfile = Pick<ProfileRow, 'id' | 'visibility'>;

/** Reads the profiles of a page with it, so that the limits of an answer count them before the next page is read. */
export async function withProfiles<Job extends { readonly payload: unknown }>(
  jobs: readonly Job[],
  ctx: Context,
  info: GraphQLResolveInfo,
  path: readonly string[],
): Promise<(Job & { readonly profile: AboutProfile | null })[]> {
  const ids = jobs.map(({ payload }) => profilePayload.safeParse(payload).data?.profileId ?? null);
  const { select } = queryFromInfo({
    context: ctx,
    info,
    typeName: 'Profile',
    path: [...path, 'profile'],
    select: { id: true, visibility: true },
  });
  const about = ids.filter((id) => id !== null);
  const found =
    about.length > 0 ? await ctx.db.profile.findMany({ select, where: { id: { in: about } } }) : [];
  const profiles = new Map<string | null, AboutProfile>(found.map((profile) => [profile.id, profile]));
  return jobs.map((job, index) => ({ ...job, profile: profiles.get(ids[index] ?? null) ?? null }));
}
