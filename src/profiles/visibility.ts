// Who may see a profile: anyone a public one, its owner and the administrator a private one. Once as a filter for the
// database, once for a row that was read.
import type { ProfileRow } from '../database/client.ts';
import type { Context } from '../graphql/context.ts';

/** The filter for the profiles that the viewer may see. */
export function visibleTo({ viewer }: Pick<Context, 'viewer'>) {
  if (viewer.kind === 'administrator') return {};
  if (viewer.kind === 'anonymous') return { visibility: 'PUBLIC' as const };
  return { OR: [{ visibility: 'PUBLIC' as const }, { id: viewer.profileId }] };
}

export function isVisibleTo(
  { viewer }: Pick<Context, 'viewer'>,
  { id, visibility }: Pick<ProfileRow, 'id' | 'visibility'>,
): boolean {
  if (visibility === 'PUBLIC' || viewer.kind === 'administrator') return true;
  return viewer.kind === 'person' && viewer.profileId === id;
}
