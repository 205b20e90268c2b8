// Where a trouble of the system is mended, and its section of the runbook.
import { addressOf } from './router.js';

/** @typedef {import('./queries.js').System['troubles'][number]} Trouble */

/** @param {Trouble} trouble */
export function placeOf({ kind, place, queue, runId }) {
  if (place === 'DEAD_LETTERS') return addressOf('jobs', { params: { state: 'dead', queue } });
  if (place === 'QUEUE') return addressOf('queues', { rest: queue ? [queue] : [] });
  if (place === 'RUN') return addressOf('runs', { rest: runId ? [runId] : [] });
  if (place === 'CACHE') return addressOf('', { hash: 'cache-and-index' });
  if (place === 'PROCESSES') return addressOf('processes');
  if (place === 'AUDIT') return addressOf('', { hash: 'audit' });
  if (kind === 'INDEX_FOREIGN') return addressOf('settings');
  return addressOf(kind === 'INDEX_NEEDS_FILL' ? 'runs' : 'queues');
}

/** @type {Record<Trouble['kind'], string>} */
export const RUNBOOK = {
  INDEX_UNREACHABLE: 'VitaeSearchDown',
  INDEX_FOREIGN: 'Another index or application',
  INDEX_NEEDS_FILL: 'VitaeIndexNeedsFill',
  CACHE_UNREACHABLE: 'VitaeCacheDown',
  NO_WORKER: 'VitaeNoWorker',
  PROCESS_SILENT: 'VitaeProcessDown',
  QUEUE_PAUSED: 'VitaeQueuePaused',
  QUEUE_PAUSED_BY_HAND: 'VitaeQueuePaused',
  QUEUE_LATE: 'VitaeIndexLag',
  DEAD_LETTERS: 'VitaeDeadLetters',
  AUDIT_DIFFERENCES: 'VitaeAuditDifferences',
  RUN_FAILED: 'A run that failed',
  RUN_AWAITS_CONFIRMATION: 'VitaeRunWaits',
  RUN_HAS_FAILURES: 'Profiles that a run could not index',
};
