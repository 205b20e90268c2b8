// The verbs that mutations which write begin with. The rule and the build of the schema both use this list.

export const WRITING_VERBS: readonly string[] = [
  'create',
  'edit',
  'delete',
  'save',
  'update',
  'move',
  'import',
];

/** Whether the name begins with one of the verbs as a whole word: `saveBio`, not `savedBio`. */
export function beginsWithVerb(name: string, verbs = WRITING_VERBS): boolean {
  return verbs.some((verb) => name.startsWith(verb) && !/^[a-z]/.test(name.slice(verb.length)));
}
