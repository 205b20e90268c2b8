// Defines the `access` entries and decides whether a viewer passes one. The authorization plugin declares and checks them.
import type { Viewer } from './viewer.ts';

/** Who may read a field or run an operation. */
export type Access<Parent = unknown, Args = unknown> =
  /** Everyone, also without a token. */
  | 'public'
  /** Everyone with a token. */
  | 'signedIn'
  | 'administrator'
  /** The person with this profile, and the administrator. Null: any person, for their own profile. */
  | { owner(parent: Parent, args: Args): string | null }
  /** Everyone while the profile is public; its owner and the administrator always. */
  | { visible(parent: Parent): { readonly profileId: string; readonly isPublic: boolean } };

/** `inherited`: readable by everyone who may read the field that returns the object. */
export type TypeAccess<Parent = unknown> = Access<Parent> | 'inherited';

/** The values of the extension `access` of a type or a field in the built schema, from lenient to strict. */
export const ACCESS_NAMES = ['public', 'signedIn', 'visible', 'owner', 'administrator', 'inherited'] as const;
export type AccessName = (typeof ACCESS_NAMES)[number];

export function nameOf(entry: TypeAccess<never>): AccessName {
  if (typeof entry === 'string') return entry;
  return 'owner' in entry ? 'owner' : 'visible';
}

/** Whether the viewer may read a field of `parent`. An inherited entry was checked at the field that returned it. */
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
