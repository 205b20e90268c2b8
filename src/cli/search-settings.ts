// `npm run search:settings -- diff|apply|take-over DEPLOYMENT`: compares the settings of the index with the code, applies those
// of the code, or hands the index over to another deployment. Records and searches are not affected. Exit code 0: no difference (any more); 1: diff found a difference; 2: the command failed.
import { readConfig } from '../config/config.ts';
import { applyIndexSettings, compareIndexSettings, type SettingDifference } from '../indexing/settings.ts';
import { handOver } from '../indexing/target.ts';
import { createSearchGateway, type SearchGateway } from '../search/gateway.ts';
import { readSecrets } from '../config/secrets.ts';
import { conclude, connect, urlOption } from './administrator.ts';
import { uuid } from './arguments.ts';
import { createCommand } from './command.ts';
import { record } from './recorded.ts';
import { FOUND } from './exit-codes.ts';
import { printableLines } from './printable.ts';
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

const program = createCommand('search-settings')
  .description('Compares the settings of the search index with the code, or applies them.')
  .addOption(urlOption());

program
  .command('diff')
  .description('shows the differences; exit code 1 if there are any')
  .option('--json', 'print the differences as JSON')
  .action(({ json }: { json?: true }) => report(json ? diffAsJson : diff)());
program
  .command('apply')
  .description('applies the settings of the code, and waits until they are in effect')
  .action(report(apply));

program
  .command('take-over')
  .argument('<deployment>', 'its id, a UUID', uuid)
  .description('hands the index to a deployment, as the message of a run that stopped names it')
  .action((deployment: string) => report((search) => takeOver(search, deployment))());

async function takeOver(search: SearchGateway, deployment: string): Promise<number> {
  await record('takeOverIndex', { deployment }, () => handOver(search, deployment));
  return print(`${search.indexName} now belongs to the deployment ${deployment}.`, 0);
}

async function diff(search: SearchGateway): Promise<number> {
  const differences = await compareIndexSettings(search);
  if (differences.length === 0) return print(`The settings of ${search.indexName} match the code.`, 0);
  print(describe(differences), 1);
  return print(`Apply the settings of the code with: npm run search:settings -- apply`, 1);
}

async function diffAsJson(search: SearchGateway): Promise<number> {
  const differences = await compareIndexSettings(search);
  process.stdout.write(`${JSON.stringify(differences, null, 2)}\n`);
  return differences.length === 0 ? 0 : FOUND;
}

async function apply(search: SearchGateway): Promise<number> {
  const differences = await compareIndexSettings(search);
  if (differences.length === 0)
    return print(`Nothing to do: the settings of ${search.indexName} match the code.`, 0);
  print(describe(differences), 0);
  await record('applyIndexSettings', {}, () => applyIndexSettings(search));
  const left = await compareIndexSettings(search);
  if (left.length === 0) return print(`Applied to ${search.indexName}.`, 0);
  throw new Error(`The index accepted the settings, but still differs:\n${describe(left)}`);
}

function describe(differences: readonly SettingDifference[]): string {
  const listOf = (entries: readonly string[]) => (entries.length > 0 ? entries.join(' | ') : '(not set)');
  return differences
    .map(
      ({ name, inIndex, inCode }) => `${name}\n  - index  ${listOf(inIndex)}\n  + code   ${listOf(inCode)}`,
    )
    .join('\n');
}

function print(text: string, code: number): number {
  process.stdout.write(`${printableLines(text)}\n`);
  return code;
}

/** Algolia if it is configured; otherwise the local search server, whose address the running Vitae gives. */
async function openIndex(url: string | undefined): Promise<SearchGateway> {
  const config = readConfig();
  if (config.algolia) {
    const { appId, apiKey, hosts } = config.algolia;
    return createSearchGateway({ appId, apiKey, indexName: config.algoliaIndex, ...(hosts && { hosts }) });
  }
  const client = await connect(url);
  const { searchKey: found } = await client.request(LocalSearch, {});
  if (!found?.hosts)
    throw new Error('The running Vitae uses Algolia: set the same ALGOLIA_APP_ID and ALGOLIA_API_KEY.');
  const { searchKey: apiKey } = await readSecrets(config);
  return createSearchGateway({ appId: found.appId, apiKey, indexName: found.indexName, hosts: found.hosts });
}

function report(work: (search: SearchGateway) => Promise<number>) {
  return () => conclude(openIndex(program.opts<{ url?: string }>().url).then(work));
}

await program.parseAsync();
