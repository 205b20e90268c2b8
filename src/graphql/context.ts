// Owns what every resolver is given: who asks, and the open connections. Plain data; nothing is looked up here.
import type { Database } from '../database/client.ts';
import type { Invalidatable, Invalidations } from '../database/invalidations.ts';
import type { Notifications } from '../database/notifications.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Logger } from '../logger.ts';
import type { SearchGateway } from '../search/gateway.ts';
import type { Viewer } from './viewer.ts';

export interface Services {
  readonly db: Database;
  readonly jobs: Jobs;
  readonly search: SearchGateway;
  readonly cache: Invalidatable;
  readonly notifications: Notifications;
  readonly log: Logger;
}

export interface Context extends Services {
  /** Of this request alone. */
  readonly invalidations: Invalidations;
  readonly viewer: Viewer;
}
