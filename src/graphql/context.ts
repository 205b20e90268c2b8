// The context of every resolver: the viewer and the open services.
import type { DatabaseLike } from '../database/client.ts';
import type { TaggedCache } from '../cache/tagged-cache.ts';
import type { Invalidations } from '../database/invalidations.ts';
import type { Notifications } from '../database/notifications.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Logger } from '../observability/logger.ts';
import type { JsonValue } from '../search/json.ts';
import type { SearchGateway } from '../search/gateway.ts';
import type { ViewerKeys } from '../search/viewer-keys.ts';
import type { Viewer } from './auth/viewer.ts';

/** A value in the cache. Each feature encodes its own values and versions its own keys. */
export interface Cached {
  readonly value: JsonValue;
  /** Milliseconds since 1970; null: valid until invalidated. */
  readonly expiresAt: number | null;
}

export interface Services {
  /** Reads only; `writeProfile` and `writable` write. */
  readonly db: DatabaseLike;
  readonly jobs: Jobs;
  readonly search: SearchGateway;
  /** Null where no search key is configured. */
  readonly viewerKeys: ViewerKeys | null;
  readonly cache: TaggedCache<Cached>;
  readonly notifications: Notifications;
  readonly log: Logger;
  /** The most bytes that one profile holds. */
  readonly profileBytes: number;
}

export interface Context extends Services {
  /** Those of this request. */
  readonly invalidations: Invalidations;
  readonly viewer: Viewer;
  /** Names the caller, also without a token: see auth/callers.ts. */
  readonly callerOf: () => Promise<string>;
}
