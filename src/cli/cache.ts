// `npm run cache -- invalidate ID…|--section NAME|--all`: invalidates completions in the cache of the running Vitae. Exit code 1: an
// unknown id; 2: wrong usage, or no running Vitae. Ids are sent a hundred at a time; each hundred is invalidated or refused as a
// whole, and the first that is refused ends the command.
import { type Command, Option } from 'commander';
import { conclude, connect, urlOption } from './administrator.ts';
import { uuids } from './arguments.ts';
import { createCommand } from './command.ts';
import { graphql } from '../client/generated/index.ts';
import type { InvalidateMutationVariables, SectionName } from '../client/generated/graphql.ts';
import { sections } from '../sections/registry.ts';

const Invalidate = graphql(`
  mutation Invalidate($profileIds: [ID!], $section: SectionName, $all: Boolean) {
    invalidateCompletions(profileIds: $profileIds, section: $section, all: $all) {
      documents
    }
  }
`);

/** The most that one request may name. */
const IDS_AT_ONCE = 100;

const EXAMPLES = `
Completions are computed again from the rows at the next read. For what was changed by SQL this is needed only where triggers
were switched off, as in a restore: Vitae follows other writes by itself.

Examples:
  npm run cache -- invalidate 01a20d53-9972-7372-91cc-d91b131d29e6
  npm run cache -- invalidate --section bio
  npm run cache -- invalidate --all
`;

interface Options {
  readonly section?: SectionName;
  readonly all?: true;
  readonly url?: string;
}

const program = createCommand('cache').description(
  'Invalidates completions in the cache of the running Vitae.',
);

program
  .command('invalidate')
  .description('invalidates the completions of some profiles, those that score a section, or all')
  .argument('[ids...]', 'profiles, whose documents in the index are corrected too', uuids)
  .addOption(
    new Option('--section <name>', 'completions that score this section, of every profile').choices(
      sections.map(({ name }) => name),
    ),
  )
  .option('--all', 'all completions')
  .addOption(urlOption())
  .addHelpText('after', EXAMPLES)
  .action((ids: string[], { url, section, all }: Options, command: Command) => {
    const given = [ids.length > 0, section !== undefined, all !== undefined].filter(Boolean);
    if (given.length !== 1)
      command.error('Give either ids, --section or --all, and only one of them.', { exitCode: 2 });
    return conclude(ids.length > 0 ? invalidateProfiles(url, ids) : invalidateMany(url, { section, all }));
  });

await program.parseAsync();

async function invalidateProfiles(url: string | undefined, ids: readonly string[]): Promise<number> {
  const client = await connect(url);
  for (let start = 0; start < ids.length; start += IDS_AT_ONCE) {
    const profileIds = ids.slice(start, start + IDS_AT_ONCE);
    const { invalidateCompletions } = await client.request(Invalidate, { profileIds });
    const { documents } = invalidateCompletions;
    process.stdout.write(
      `Invalidated the completions of ${documents} ${documents === 1 ? 'profile' : 'profiles'}.\n`,
    );
  }
  process.stdout.write('Jobs correct the documents. See them with: npm run jobs -- list\n');
  return 0;
}

async function invalidateMany(url: string | undefined, scope: InvalidateMutationVariables): Promise<number> {
  const client = await connect(url);
  await client.request(Invalidate, scope);
  const { section } = scope;
  process.stdout.write(
    `Invalidated ${section ? `the completions that score ${section}` : 'all completions'}.\n` +
      'To correct the documents too: npm run reindex -- --mode VERIFY\n',
  );
  return 0;
}
