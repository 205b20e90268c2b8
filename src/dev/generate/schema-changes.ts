// `npm run schema:changes`: prints what has changed in the API since the last release. A change that breaks clients must be listed
// in the changelog under Unreleased, in the same words. Otherwise the command fails.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { BreakingChangeType, buildSchema, findSchemaChanges } from 'graphql';
import { z } from 'zod';

const root = path.resolve(import.meta.dirname, '../../..');
const UNRELEASED = '## Unreleased';

const files = new Command('schema:changes')
  .description('Compares schema.graphql with the schema of the last release.')
  .option(
    '--released <file>',
    'the schema of the last release',
    path.join(root, 'docs/schema.released.graphql'),
  )
  .option('--schema <file>', 'the current schema', path.join(root, 'schema.graphql'))
  .option('--changelog <file>', 'where changes are listed', path.join(root, 'docs/schema-changelog.md'))
  .option('--release <version>', 'makes the current schema the released one, under this version')
  .parse();
const options = z
  .object({
    released: z.string(),
    schema: z.string(),
    changelog: z.string(),
    release: z.string().optional(),
  })
  .parse(files.opts());

const breakingTypes = new Set<string>(Object.values(BreakingChangeType));
const [released, current, changelog] = await Promise.all([
  readFile(options.released, 'utf8'),
  readFile(options.schema, 'utf8'),
  readFile(options.changelog, 'utf8'),
]);
const changes = findSchemaChanges(buildSchema(released), buildSchema(current));
const [breaking, others] = [true, false].map((breaks) =>
  changes.filter(({ type }) => breakingTypes.has(type) === breaks).map(({ description }) => description),
) as [string[], string[]];
const unlisted = breaking.filter((description) => !unreleased(changelog).includes(description));

for (const description of breaking) process.stdout.write(`- breaking: ${description}\n`);
for (const description of others) process.stdout.write(`- ${description}\n`);
if (unlisted.length > 0) {
  process.stderr.write(
    `These changes break clients of the last release. Undo them, or list them in ${path.basename(options.changelog)} under "${UNRELEASED}":\n` +
      unlisted.map((description) => `- ${description}\n`).join(''),
  );
  process.exitCode = 1;
} else if (options.release !== undefined) {
  await writeFile(options.released, current);
  await writeFile(options.changelog, changelog.replace(UNRELEASED, `${UNRELEASED}\n\n## ${options.release}`));
}

/** The changelog's section of the next release. */
function unreleased(text: string): string {
  const [, after = ''] = text.split(UNRELEASED);
  return after.split('\n## ')[0] ?? '';
}
