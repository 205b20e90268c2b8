// Names the cache tag that every cached completion of a profile carries.

/** The tag that a write to this profile invalidates. */
export function profileCompletionTag(profileId: string): string {
  return `profile_completion_${profileId}`;
}
