// Owns who may do what: the admin key, created keys with their permissions, and secured keys made from those.
// Every refusal is a Failure with Algolia's status and message. Keys are compared in constant time.
// Source: https://www.algolia.com/doc/guides/security/api-keys and
// https://www.algolia.com/doc/libraries/sdk/methods/search/generate-secured-api-key
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

import type { JsonObject } from '../../search/json.ts';
import { Failure, invalidKey } from './failure.ts';
import type { Restrictions } from './query.ts';
import { decodeParams, readSearchParams } from './search-params.ts';

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

export const keySchema = z.object({
  acl: z.array(z.enum(permissions)),
  description: z.string().default(''),
  indexes: z.array(z.string()).default([]),
  maxHitsPerQuery: z.int().min(0).default(0),
  maxQueriesPerIPPerHour: z.int().min(0).default(0),
  queryParameters: z.string().default(''),
  referers: z.array(z.string()).default([]),
  /** Seconds; 0 never ends. */
  validity: z.number().min(0).default(0),
  /** Seconds since the epoch; set by the server. */
  createdAt: z.number().default(0),
});
export type ApiKey = z.infer<typeof keySchema>;

export interface Access extends Restrictions {
  /** The key itself, or the parent of a secured key. */
  value: string;
  /** Throws a Failure 403 unless every permission is held. */
  require: (...needed: readonly Permission[]) => void;
  /** Throws a Failure 403 unless the key reaches the index. */
  reach: (index: string) => void;
}

export interface Credentials {
  appId: string;
  key: string;
}

export interface Identity extends Credentials {
  keys: ReadonlyMap<string, JsonObject>;
}

/** @throws Failure 403, or 400 for a secured key that has expired. */
export function authorize(given: Credentials, server: Identity): Access {
  if (!equal(given.appId, server.appId)) throw invalidKey();
  if (equal(given.key, server.key)) return access(given.key, 'admin', [[]], [], 0);
  const plain = server.keys.get(given.key);
  if (plain !== undefined) return accessOf(given.key, keySchema.parse(plain));
  return authorizeSecured(given.key, server.keys);
}

export function isExpired(key: ApiKey): boolean {
  return key.validity > 0 && key.createdAt + key.validity <= Date.now() / 1000;
}

function accessOf(value: string, key: ApiKey, secured?: JsonObject): Access {
  if (isExpired(key)) throw invalidKey();
  const indices = [key.indexes, ...(secured === undefined ? [] : [restrictIndices(secured)])];
  const fixed = [decodeParams(key.queryParameters), ...(secured === undefined ? [] : [secured])];
  return access(value, new Set<Permission>(key.acl), indices, fixed, key.maxHitsPerQuery);
}

function access(
  value: string,
  acl: ReadonlySet<Permission> | 'admin',
  indices: readonly (readonly string[])[],
  fixed: readonly JsonObject[],
  maxHitsPerQuery: number,
): Access {
  const holds = (permission: Permission) => acl === 'admin' || acl.has(permission);
  return {
    value,
    maxHitsPerQuery,
    params: fixed.map(readSearchParams),
    seesUnretrievable: holds('seeUnretrievableAttributes'),
    require(...needed) {
      if (!needed.every(holds)) throw new Failure(403, 'Method not allowed with this API key');
    },
    reach(index) {
      const allowed = indices.every(
        (patterns) => patterns.length === 0 || patterns.some((p) => fits(p, index)),
      );
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
  const { restrictIndices: patterns } = params;
  return Array.isArray(patterns) ? patterns.filter((pattern) => typeof pattern === 'string') : [];
}

/** `dev_*`, `*_dev`, `*_products_*` or a whole name. */
function fits(pattern: string, index: string): boolean {
  const core = pattern.replace(/^\*|\*$/g, '');
  const [open, ends] = [pattern.startsWith('*'), pattern.endsWith('*')];
  if (open && ends) return index.includes(core);
  if (open) return index.endsWith(core);
  return ends ? index.startsWith(core) : index === core;
}

function equal(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
