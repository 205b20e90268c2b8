// `npm run search:settings -- diff|apply`: compares the settings of the index with those in the code, or brings them into
// line. The records stay, and searches go on. Exit code 0: they are the same (now); 1: diff found a difference;
// 2: the index could not be read or changed.
import { Command } from 'commander';
import { readConfig } from '../config/config.ts';
import { applyIndexSettings, compareIndexSettings, type SettingDifference } from '../indexing/settings.ts';
import { createSearchGateway, type SearchGateway } from '../search/gateway.ts';
import { readSecrets } from '../config/secrets.ts';
import { conclude, connect, urlOption } from './administrator.ts';
import { graphql } from '../client/generated/index.ts';

const LocalSearch = graphql(`
  query LocalSearch {
    searchKey {
      appId
      indexName
      hosts
    }
  }
`);

const program = new Command('search:settings')
  .description('The settings of the search index, which are code.')
  .addOption(urlOption());

program
  .command('diff')
  .description('shows what differs, and exits with 1 if anything does')
  .action(report(diff));
program
  .command('apply')
  .description('brings the index into line, and waits until it is')
  .action(report(apply));

async function diff(search: SearchGateway): Promise<number> {
  const differences = await compareIndexSettings(search);
  if (differences.length === 0) return say(`The settings of ${search.indexName} are those in the code.`, 0);
  say(describe(differences), 1);
  return say(`Bring them into line with: npm run search:settings -- apply`, 1);
}

async function apply(search: SearchGateway): Promise<number> {
  const differences = await compareIndexSettings(search);
  if (differences.length === 0) return say(`Nothing to do: ${search.indexName} is as the code says.`, 0);
  say(describe(differences), 0);
  await applyIndexSettings(search);
  const left = await compareIndexSettings(search);
  if (left.length === 0) return say(`Applied to ${search.indexName}.`, 0);
  throw new Error(`The index took the settings, and still differs:\n${describe(left)}`);
}

function describe(differences: readonly SettingDifference[]): string {
  const list = (entries: readonly string[]) => (entries.length > 0 ? entries.join(' | ') : '(not set)');
  return differences
    .map(({ name, inIndex, inCode }) => `${name}\n  - index  ${list(inIndex)}\n  + code   ${list(inCode)}`)
    .join('\n');
}

function say(text: string, code: number): number {
  process.stdout.write(`${text}\n`);
  return code;
}

/** Algolia's where it is configured, else that of the Vitae that runs: only it knows where its server is. */
async function openIndex(url: string): Promise<SearchGateway> {
  const config = readConfig();
  if (config.algolia) {
    const { appId, apiKey, hosts } = config.algolia;
    return createSearchGateway({ appId, apiKey, indexName: config.algoliaIndex, ...(hosts && { hosts }) });
  }
  const client = await connect(url);
  const { searchKey: found } = await client.request(LocalSearch, {});
  if (!found?.hosts)
    throw new Error('That Vitae asks Algolia: set ALGOLIA_APP_ID and ALGOLIA_API_KEY as there.');
  const { searchKey: apiKey } = await readSecrets(config);
  return createSearchGateway({ appId: found.appId, apiKey, indexName: found.indexName, hosts: found.hosts });
}

function report(work: (search: SearchGateway) => Promise<number>) {
  return () => conclude(openIndex(program.opts<{ url: string }>().url).then(work));
}

await program.parseAsync();
