// Issues short-lived secured keys, with which a front end calls the search server directly. They are made locally from a parent key.
// A parent that may do more than search is refused, since its secured keys may do the same. Failures are SearchErrors.
// Source: https://www.algolia.com/doc/guides/security/api-keys/#secured-api-keys
import { createHmac } from 'node:crypto';
import { algoliasearch } from 'algoliasearch';
import { z } from 'zod';

import { boundCalls } from './call-deadline.ts';
import { SearchError } from './errors.ts';
import { ask, toHost } from './gateway.ts';

/** How long a key is valid. A change of the holder's rights takes effect with the next key. */
export const VIEWER_KEY_SECONDS = 15 * 60;

export interface ViewerKey {
  readonly appId: string;
  readonly apiKey: string;
  readonly indexName: string;
  /** Null for Algolia's own. */
  readonly hosts: readonly string[] | null;
  readonly validUntil: Date;
}

export interface ViewerKeys {
  /** Whether callers without a token get one too. */
  readonly forAnyone: boolean;
  /**
   * @param viewer the user of the key; the search server gets a pseudonym that cannot be traced back
   * @param isAnonymous then the parent must limit hits and queries: its secured keys have the same limits. @default false
   * @throws SearchError `FORBIDDEN` where the parent may do more than search, or has no limits and needs some
   */
  issue(viewer: string, isAnonymous?: boolean): Promise<ViewerKey>;
}

export interface ViewerKeysOptions {
  readonly appId: string;
  /** The parent: a key whose only permission is `search`. */
  readonly searchKey: string;
  readonly indexName: string;
  readonly hosts: readonly string[] | null;
  /** @default false */
  readonly forAnyone?: boolean;
  /** As in the gateway. @default null */
  readonly deadlineMs?: number | null;
}

const keyRule = z.object({
  value: z.string(),
  acl: z.array(z.string()),
  indexes: z.array(z.string()).optional(),
  /** 0: no limit. */
  maxHitsPerQuery: z.number().default(0),
  /** Of one user token. 0: no limit. */
  maxQueriesPerIPPerHour: z.number().default(0),
});

type Parent = z.infer<typeof keyRule>;

function isLimited({ maxHitsPerQuery, maxQueriesPerIPPerHour }: Parent): boolean {
  return maxHitsPerQuery > 0 && maxQueriesPerIPPerHour > 0;
}

export function createViewerKeys({
  appId,
  searchKey,
  indexName,
  hosts,
  forAnyone = false,
  deadlineMs = null,
}: ViewerKeysOptions): ViewerKeys {
  const client = algoliasearch(appId, searchKey, { ...(hosts && { hosts: hosts.map(toHost) }) });
  if (deadlineMs !== null) boundCalls(client, deadlineMs);
  let checked: Promise<Parent> | null = null;

  async function checkParent(): Promise<Parent> {
    const parent = await ask('getApiKey', keyRule, () => client.getApiKey({ key: searchKey }));
    const { acl } = parent;
    if (acl.some((permission) => permission !== 'search')) {
      throw new SearchError('FORBIDDEN', `The search key may do more than search: ${acl.join(', ')}`);
    }
    return parent;
  }

  return {
    forAnyone,
    async issue(viewer, isAnonymous = false) {
      checked ??= checkParent();
      const parent = await checked.catch((error: unknown) => {
        checked = null;
        throw error;
      });
      if (isAnonymous && !isLimited(parent)) {
        checked = null;
        const needed = 'maxHitsPerQuery and maxQueriesPerIPPerHour';
        throw new SearchError(
          'FORBIDDEN',
          `The search key has no ${needed}, which keys without a token need`,
        );
      }
      const validUntil = Math.floor(Date.now() / 1000) + VIEWER_KEY_SECONDS;
      const userToken = createHmac('sha256', searchKey).update(viewer).digest('base64url');
      const restrictions = { restrictIndices: [indexName], validUntil, userToken };
      const apiKey = client.generateSecuredApiKey({ parentApiKey: searchKey, restrictions });
      return { appId, apiKey, indexName, hosts, validUntil: new Date(validUntil * 1000) };
    },
  };
}

const DESCRIPTION = 'Parent of the keys of viewers';

/** Of the parent that we create, where keys are for anyone. */
const LIMITS = { maxHitsPerQuery: 100, maxQueriesPerIPPerHour: 10_000 };
const NO_LIMITS = { maxHitsPerQuery: 0, maxQueriesPerIPPerHour: 0 };

/** Finds the parent key on a server whose admin key we have, or creates it. */
export async function ensureSearchKey(server: {
  readonly appId: string;
  readonly adminKey: string;
  readonly indexName: string;
  readonly hosts: readonly string[];
  /** @default false */
  readonly forAnyone?: boolean;
}): Promise<string> {
  const { indexName, forAnyone = false } = server;
  const limits = forAnyone ? LIMITS : NO_LIMITS;
  const client = algoliasearch(server.appId, server.adminKey, { hosts: server.hosts.map(toHost) });
  const listRule = z.object({ keys: z.array(keyRule.extend({ description: z.string().optional() })) });
  const { keys } = await ask('listApiKeys', listRule, () => client.listApiKeys());
  const found = keys.find(
    ({ description, acl, indexes, ...found }) =>
      description === DESCRIPTION &&
      acl.join() === 'search' &&
      indexes?.join() === indexName &&
      found.maxHitsPerQuery === limits.maxHitsPerQuery &&
      found.maxQueriesPerIPPerHour === limits.maxQueriesPerIPPerHour,
  );
  if (found) return found.value;
  const apiKey = { acl: ['search' as const], indexes: [indexName], description: DESCRIPTION, ...limits };
  return (await ask('addApiKey', z.object({ key: z.string() }), () => client.addApiKey(apiKey))).key;
}
