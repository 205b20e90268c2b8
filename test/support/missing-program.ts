// Tells the tests of what a program of the machine is needed for that it is missing: they are skipped with one line, and fail with
// CI set.

/** @returns whether it is missing @throws with CI set */
export function isMissing(isThere: boolean, name: string, debianPackage = name): boolean {
  if (isThere) return false;
  const hint = `${name} is missing: apt-get install ${debianPackage}`;
  if (process.env['CI']) throw new Error(hint);
  process.stderr.write(`skipped, ${hint}\n`);
  return true;
}
