// Checks the index at Algolia: whether it answers, the rights of the keys, the settings, whose it is, and how many documents it has.
import { algoliasearch } from 'algoliasearch';
import type { Pool } from 'pg';
import { z } from 'zod';
import type { Config } from '../config/config.ts';
import { databaseOver } from '../database/client.ts';
import { compareIndexSettings } from '../indexing/settings.ts';
import { deploymentOf, foreignOwnerOf, ownerOf } from '../indexing/target.ts';
import { SearchError } from '../search/errors.ts';
import { ask, createSearchGateway, toHost, type SearchGateway } from '../search/gateway.ts';
import { createViewerKeys } from '../search/viewer-keys.ts';
import { reasonOf } from '../observability/describe-error.ts';
import { findingsOf, type Finding } from './finding.ts';

const { ok, warning, failure } = findingsOf('index');
type Algolia = NonNullable<Config['algolia']>;

const DEADLINE_MS = 8000;
/** The last one is for comparisons, which read whole documents. */
const NEEDED = [
  ...['search', 'browse', 'addObject', 'deleteObject', 'settings', 'editSettings'],
  'seeUnretrievableAttributes',
];
/** Jobs that are under way explain so much. */
const TOLERATED = { documents: 10, part: 0.01 };

/** @param client of the database; null: whose the index is and how many documents it should have stays unknown */
export async function checkIndex(config: Config, client: Pool | null): Promise<Finding[]> {
  const { algolia, algoliaIndex: indexName } = config;
  if (!algolia) return [ok('not configured: Vitae starts a local search server')];
  const { appId, apiKey, hosts } = algolia;
  const gateway = createSearchGateway({
    appId,
    apiKey,
    indexName,
    deadlineMs: DEADLINE_MS,
    ...(hosts && { hosts }),
  });
  try {
    const rights = await checkKey(algolia);
    const isThere = await exists(gateway);
    if (!isThere) {
      const next =
        'Nothing, if this is the first start: the first write makes it. Otherwise correct ALGOLIA_INDEX';
      return [...rights, warning(`there is no index "${indexName}" in ${algolia.appId}`, next)];
    }
    return [
      ...rights,
      ...(await checkSearchKey(config, algolia)),
      ...(await checkSettings(gateway)),
      ...(client ? await checkOwner(gateway, client) : []),
      ...(await checkSize(gateway, client)),
    ];
  } catch (error) {
    return [failure(...indexFault(error, algolia))];
  }
}

/** @returns what is wrong, with the variable, and what to do */
export function indexFault(
  error: unknown,
  { appId, hosts }: Pick<Algolia, 'appId' | 'hosts'>,
): [string, string] {
  const place = hosts
    ? `the search server at ${hosts.join(', ')} (ALGOLIA_HOSTS)`
    : `Algolia (ALGOLIA_APP_ID ${appId})`;
  if (!(error instanceof SearchError)) return [`${place}: ${reasonOf(error)}`, 'See the log'];
  if (error.code === 'FORBIDDEN') {
    return [
      `${place} refuses ALGOLIA_API_KEY: ${error.message}`,
      'Set ALGOLIA_APP_ID and ALGOLIA_API_KEY of one application, with a key that is valid; look at the quota of its plan',
    ];
  }
  if (error.code === 'UNAVAILABLE') {
    const next = 'See whether this machine reaches it, and status.algolia.com. Jobs wait and are sent later';
    return [`${place} does not answer: ${error.message}`, next];
  }
  return [`${place}: ${error.message}`, 'Wait, and try again; jobs wait too'];
}

async function exists(gateway: SearchGateway): Promise<boolean> {
  try {
    await gateway.getSettings();
    return true;
  } catch (error) {
    if (error instanceof SearchError && error.code === 'NOT_FOUND') return false;
    throw error;
  }
}

const keyRule = z.object({ acl: z.array(z.string()) });

async function checkKey({ appId, apiKey, hosts }: Algolia): Promise<Finding[]> {
  const client = algoliasearch(appId, apiKey, hosts ? { hosts: hosts.map(toHost) } : {});
  try {
    const { acl } = await ask('getApiKey', keyRule, () => client.getApiKey({ key: apiKey }));
    const missing = NEEDED.filter((right) => !acl.includes(right));
    if (missing.length === 0) return [ok(`${appId} answers, and ALGOLIA_API_KEY may do what is needed`)];
    return [
      failure(
        `ALGOLIA_API_KEY lacks the rights ${missing.join(', ')}`,
        `Make a key with ${NEEDED.join(', ')} in Algolia's dashboard`,
      ),
    ];
  } catch (error) {
    // The admin key of an application is no key that can be read.
    if (error instanceof SearchError && error.code === 'NOT_FOUND')
      return [ok(`${appId} answers to its admin key`)];
    throw error;
  }
}

async function checkSearchKey({ algoliaIndex: indexName }: Config, algolia: Algolia): Promise<Finding[]> {
  const { appId, searchKey, hosts } = algolia;
  if (searchKey === null) return [];
  try {
    await createViewerKeys({ appId, searchKey, indexName, hosts, deadlineMs: DEADLINE_MS }).issue('doctor');
    return [ok('ALGOLIA_SEARCH_KEY may search and nothing else')];
  } catch (error) {
    return [failure(`ALGOLIA_SEARCH_KEY: ${reasonOf(error)}`, 'Make a key with the right "search" alone')];
  }
}

async function checkSettings(gateway: SearchGateway): Promise<Finding[]> {
  const different = await compareIndexSettings(gateway);
  if (different.length === 0) return [ok('its settings match the code')];
  const names = different.map(({ name }) => name).join(', ');
  const next = 'See them: npm run search:settings -- diff. Apply them: npm run search:settings -- apply';
  return [warning(`its settings differ from the code: ${names}`, next)];
}

async function checkOwner(gateway: SearchGateway, client: Pool): Promise<Finding[]> {
  const [owner, own] = await Promise.all([ownerOf(gateway), deploymentOf(databaseOver(client))]);
  if (!owner) return [];
  if (!foreignOwnerOf(owner, own)) return [ok('it belongs to this deployment')];
  return [
    failure(
      `it belongs to the deployment ${owner.deployment} (database ${owner.database})`,
      own === null
        ? 'Set another ALGOLIA_INDEX, or start Vitae, which then says how to take it over'
        : `Set another ALGOLIA_INDEX, or take it over: npm run search:settings -- take-over ${own}`,
    ),
  ];
}

async function checkSize(gateway: SearchGateway, client: Pool | null): Promise<Finding[]> {
  const { nbHits: documents } = await gateway.search('', { hitsPerPage: 0 });
  if (!client) return [ok(`${documents} documents`)];
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM search_state
      WHERE indexed AND target = (SELECT max(id) FROM search_target)`,
  );
  const expected = rows[0]?.count ?? 0;
  const off = Math.abs(documents - expected);
  if (off <= Math.max(TOLERATED.documents, expected * TOLERATED.part)) return [ok(`${documents} documents`)];
  const next = 'Compare and mend: npm run reindex -- --mode VERIFY --watch';
  return [warning(`${documents} documents, where the database expects ${expected}`, next)];
}
