// What a key may do: the admin key, created keys with their permissions, and secured keys made from created ones.
// A refusal is a Failure with Algolia's status and message. Keys are compared in constant time.
// Source: https://www.algolia.com/doc/guides/security/api-keys and
// https://www.algolia.com/doc/libraries/sdk/methods/search/generate-secured-api-key
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

import type { JsonObject } from '../../search/json.ts';
import { Failure, invalidKey } from './failure.ts';
import type { Restrictions } from './query.ts';
import { decodeParams, readKeyParams } from './search-params.ts';

export const permissions = [
  'search',
  'browse',
  'addObject',
  'deleteObject',
  'deleteIndex',
  'listIndexes',
  'settings',
  'editSettings',
  'analytics',
  'recommendation',
  'usage',
  'logs',
  'seeUnretrievableAttributes',
] as const;
export type Permission = (typeof permissions)[number] | 'admin';

const keySchema = z.object({
  acl: z.array(z.enum(permissions)),
  description: z.string().default(''),
  /** Whole names; empty for every index. */
  indexes: z.array(z.string()).default([]),
  /** 0: no limit. */
  maxHitsPerQuery: z.int().min(0).default(0),
  /** Of one user token, else of one address. 0: no limit. */
  maxQueriesPerIPPerHour: z.int().min(0).default(0),
});
/** Refuses limits that this server does not enforce, such as `validity`. */
export const newKeySchema = z.strictObject(keySchema.shape);
type ApiKey = z.infer<typeof keySchema>;

export interface Access extends Restrictions {
  /** The key itself, or the parent of a secured key. */
  value: string;
  maxHitsPerQuery: number;
  /** @throws Failure 429 */
  count: (rates: Rates, address: string) => void;
  /** @throws Failure 403 without all of these permissions */
  require: (...needed: readonly Permission[]) => void;
  /** @throws Failure 403 where the key does not cover the index */
  reach: (index: string) => void;
}

/** Counts by hours of the clock. */
export class Rates {
  #hour = 0;
  #counts = new Map<string, number>();

  /** @returns how often it was added in this hour */
  add(who: string): number {
    const hour = Math.floor(Date.now() / 3_600_000);
    if (hour !== this.#hour) this.#counts.clear();
    this.#hour = hour;
    const count = (this.#counts.get(who) ?? 0) + 1;
    this.#counts.set(who, count);
    return count;
  }
}

interface Credentials {
  appId: string;
  key: string;
}

interface Identity extends Credentials {
  keys: ReadonlyMap<string, JsonObject>;
}

/** @throws Failure 403, or 400 for a secured key that has expired. */
export function authorize(given: Credentials, server: Identity): Access {
  if (!equal(given.appId, server.appId)) throw invalidKey();
  if (equal(given.key, server.key)) return access(given.key, ADMIN, [[]], []);
  const plain = server.keys.get(given.key);
  if (plain !== undefined) return accessOf(given.key, keySchema.parse(plain));
  return authorizeSecured(given.key, server.keys);
}

function accessOf(value: string, key: ApiKey, secured?: JsonObject): Access {
  const fixed = secured === undefined ? [] : [secured];
  const indices = [key.indexes, ...fixed.map(restrictIndices)];
  return access(value, { ...key, acl: new Set<Permission>(key.acl) }, indices, fixed);
}

interface Rights {
  acl: ReadonlySet<Permission> | 'admin';
  maxHitsPerQuery: number;
  maxQueriesPerIPPerHour: number;
}

const ADMIN: Rights = { acl: 'admin', maxHitsPerQuery: 0, maxQueriesPerIPPerHour: 0 };

function access(
  value: string,
  { acl, maxHitsPerQuery, maxQueriesPerIPPerHour }: Rights,
  indices: readonly (readonly string[])[],
  fixed: readonly JsonObject[],
): Access {
  const holds = (permission: Permission) => acl === 'admin' || acl.has(permission);
  return {
    value,
    params: fixed.map(readKeyParams),
    seesUnretrievable: holds('seeUnretrievableAttributes'),
    maxHitsPerQuery,
    count(rates, address) {
      if (maxQueriesPerIPPerHour === 0) return;
      const user = fixed.map(({ userToken }) => userToken).find((token) => typeof token === 'string');
      if (rates.add(`${value} ${user ?? address}`) <= maxQueriesPerIPPerHour) return;
      throw new Failure(429, 'Too many requests for this API key');
    },
    require(...needed) {
      if (!needed.every(holds)) throw new Failure(403, 'Method not allowed with this API key');
    },
    reach(index) {
      const allowed = indices.every((names) => names.length === 0 || names.includes(index));
      if (!allowed) throw new Failure(403, 'Index not allowed with this API key');
    },
  };
}

/** base64(hex HMAC-SHA256 of the parameters under the parent key, then the parameters). */
function authorizeSecured(value: string, keys: ReadonlyMap<string, JsonObject>): Access {
  const decoded = Buffer.from(value, 'base64').toString();
  const [signature, encoded] = [decoded.slice(0, 64), decoded.slice(64)];
  if (!/^[0-9a-f]{64}$/.test(signature) || encoded === '') throw invalidKey();
  // The admin key is not in `keys`, so it can never be a parent.
  for (const [parent, stored] of keys) {
    if (!equal(createHmac('sha256', parent).update(encoded).digest('hex'), signature)) continue;
    const params = decodeParams(encoded);
    const { validUntil } = params;
    if (typeof validUntil === 'number' && !(validUntil > Date.now() / 1000)) {
      throw new Failure(400, '`validUntil` parameter expired (less than current date)');
    }
    return accessOf(parent, keySchema.parse(stored), params);
  }
  throw invalidKey();
}

function restrictIndices(params: JsonObject): string[] {
  const { restrictIndices: names } = params;
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
}

function equal(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
