// Owns what an `access` entry can say, and whether it lets somebody through. Plain data and one decision; where entries are
// declared and checked is the authorization plugin's.
import type { Viewer } from './viewer.ts';

/** Who may read a field or run an operation. What is read from `parent` and `args` is checked, never trusted. */
export type Access<Parent = unknown, Args = unknown> =
  /** Anybody, also without a token. */
  | 'public'
  /** Anybody with a token. */
  | 'signedIn'
  | 'administrator'
  /** The person with this profile, and the administrator; null: the caller's own, so there must be one. */
  | { owner(parent: Parent, args: Args): string | null }
  /** Anybody while it is public, its owner and the administrator always. */
  | { visible(parent: Parent): { readonly profileId: string; readonly isPublic: boolean } };

/** `inherited`: a value that is read by whoever may read the field that leads to it. */
export type TypeAccess<Parent = unknown> = Access<Parent> | 'inherited';

/** As the built schema carries it, in the extension `access` of a type or a field; the stricter ones later. */
export const ACCESS_NAMES = ['public', 'signedIn', 'visible', 'owner', 'administrator', 'inherited'] as const;
export type AccessName = (typeof ACCESS_NAMES)[number];

export function nameOf(entry: TypeAccess<never>): AccessName {
  if (typeof entry === 'string') return entry;
  return 'owner' in entry ? 'owner' : 'visible';
}

/** Whether this viewer may, of what is behind `parent`. An inherited entry was checked where it was inherited from. */
export function allows(entry: TypeAccess, viewer: Viewer, parent: unknown, args: unknown): boolean {
  if (entry === 'public' || entry === 'inherited' || viewer.kind === 'administrator') return true;
  if (entry === 'administrator') return false;
  if (entry === 'signedIn') return viewer.kind === 'person';
  if ('owner' in entry) return isOwner(viewer, entry.owner(parent, args));
  const { profileId, isPublic } = entry.visible(parent);
  return isPublic || isOwner(viewer, profileId);
}

function isOwner(viewer: Viewer, profileId: string | null): boolean {
  return viewer.kind === 'person' && (profileId === null || profileId.toLowerCase() === viewer.profileId);
}
