// Who may see a profile: anyone a public one, its owner and the administrator a private one. As a filter for Prisma, as a
// condition in SQL, and for a row that was read.
import { Prisma, type ProfileRow } from '../database/client.ts';
import type { Viewer } from '../graphql/auth/viewer.ts';
import type { Context } from '../graphql/context.ts';

/** The filter for the profiles that the viewer may see. */
export function visibleTo({ viewer }: Pick<Context, 'viewer'>) {
  return visibleToAny([viewer]);
}

/** The filter for the profiles that one of the viewers may see. */
export function visibleToAny(viewers: readonly Viewer[]) {
  if (viewers.some(({ kind }) => kind === 'administrator')) return {};
  const own = viewers.flatMap((viewer) => (viewer.kind === 'person' ? viewer.profileId : []));
  const PUBLIC = { visibility: 'PUBLIC' as const };
  return own.length === 0 ? PUBLIC : { OR: [PUBLIC, { id: { in: [...new Set(own)] } }] };
}

/** The same for one viewer, as a condition on the table `profile`. */
export function visibleInSql({ viewer }: Pick<Context, 'viewer'>): Prisma.Sql {
  if (viewer.kind === 'administrator') return Prisma.sql`true`;
  const isPublic = Prisma.sql`profile.visibility = 'PUBLIC'`;
  return viewer.kind === 'person'
    ? Prisma.sql`(${isPublic} OR profile.id = ${viewer.profileId}::uuid)`
    : isPublic;
}

export function isVisibleTo(
  { viewer }: Pick<Context, 'viewer'>,
  { id, visibility }: Pick<ProfileRow, 'id' | 'visibility'>,
): boolean {
  if (visibility === 'PUBLIC' || viewer.kind === 'administrator') return true;
  return viewer.kind === 'person' && viewer.profileId === id;
}
