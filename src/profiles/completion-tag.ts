// Owns the name of the tag that every cached completion of a profile carries.

/** The tag that a write to this profile invalidates. @param userId the profile's id */
export function profileCompletionTag(userId: string): string {
  return `profile_completion_${userId}`;
}
