// The faults of the completion storm: killed processes, a Redis that is paused, refuses writes, restarts or is killed, a network
// to it that is slow, swallows or damages what one process sends and receives, and writes past the API.
import type { Pool } from 'pg';
import { profileCompletionTag } from '../../src/profiles/completion-tag.ts';
import { until } from '../support/eventually.ts';
import type { Slot } from '../support/fleet.ts';
import type { Storm } from './completion-storm-lanes.ts';
import type { Parts } from './completion-storm-parts.ts';
import { oneOf, type Random } from './draw.ts';
import type { Fault } from '../support/redis-proxy.ts';

export interface Targets {
  readonly parts: Parts;
  readonly storm: Storm;
  readonly pool: Pool;
  readonly random: Random;
  /** Waits for so many answers; for fewer in a storm of few operations. */
  readonly answers: (count: number) => Promise<void>;
}

/** By name. Each ends when every part runs again. */
export const faults: Readonly<Record<string, (targets: Targets) => Promise<void>>> = {
  async 'a kill during writes'({ parts, storm }) {
    await until(() => storm.writing(parts.apis[0]).length > 1);
    await restart(parts.apis[0]);
  },
  async 'a kill between commit and invalidation, while Redis holds writes back'(targets) {
    const { parts, answers } = targets;
    await parts.redis.command('CLIENT', 'PAUSE', '600000', 'WRITE');
    await killBetween(targets, parts.apis[1]);
    // Redis still answers reads with the old entries. The sweeps of the other processes must notice the write.
    const failed = parts.failedInvalidations('sweep').length;
    await until(() => parts.failedInvalidations('sweep').length >= failed + 4);
    await answers(100);
    await parts.redis.command('CLIENT', 'UNPAUSE');
    await parts.apis[1].start();
  },
  async 'Redis paused'({ parts, answers }) {
    parts.redis.pause();
    await answers(100);
    parts.redis.resume();
  },
  'Redis restarted empty': ({ parts }) => parts.redis.restartEmpty(),
  async 'Redis out of memory, and a process started meanwhile'({ parts, answers }) {
    await parts.redis.command('CONFIG', 'SET', 'maxmemory', '1');
    const failed = parts.failedInvalidations('sweep').length;
    await until(() => parts.failedInvalidations('sweep').length > failed);
    await restart(parts.apis[0]);
    await answers(100);
    await parts.redis.command('CONFIG', 'SET', 'maxmemory', '0');
  },
  async 'Redis killed and started later'({ parts, answers }) {
    await parts.redis.kill();
    await answers(100);
    await parts.redis.start();
  },
  async 'a slow network'({ parts, answers }) {
    parts.proxy.delayMs = 300;
    await answers(200);
    parts.proxy.heal();
  },
  async 'a half-open connection'({ parts, answers }) {
    parts.proxy.halfOpen();
    await answers(200);
  },
  async 'a network that swallows everything'({ parts, answers }) {
    parts.proxy.halfOpen();
    parts.proxy.swallows = true;
    await answers(200);
    parts.proxy.heal();
  },
  async 'a network that loses and damages replies'({ parts, random, answers }) {
    parts.proxy.onReply = damaging(random);
    await answers(400);
    parts.proxy.heal();
  },
  async 'a network that loses and damages requests'({ parts, random, answers }) {
    parts.proxy.onRequest = damaging(random);
    await answers(400);
    parts.proxy.heal();
  },
  'a worker killed': ({ parts }) => restart(parts.worker),
  async 'a kill while Redis is paused'({ parts, storm }) {
    parts.redis.pause();
    await until(() => storm.writing(parts.apis[1]).length > 0);
    await parts.apis[1].kill();
    parts.redis.resume();
    await parts.apis[1].start();
  },
  async 'writes by SQL, past the API'({ storm, answers }) {
    storm.writePast(true);
    await answers(400);
    const before = storm.past();
    await until(() => storm.past() > before);
    storm.writePast(false);
  },
};

/** One of twenty messages. */
function damaging(random: Random): Fault {
  const kinds: readonly Fault[] = [
    () => null,
    (message) => Buffer.concat([message, message]),
    (message) => message.subarray(0, Math.floor(random() * message.length)),
    (message) => {
      const copy = Buffer.from(message);
      const at = Math.floor(random() * copy.length);
      copy[at] = (copy[at] ?? 0) ^ (1 << Math.floor(random() * 7));
      return copy;
    },
  ];
  return (message) => (random() < 0.05 ? oneOf(kinds, random)(message) : message);
}

async function restart(slot: Slot): Promise<void> {
  await slot.kill();
  await slot.start();
}

/** Kills the process after a commit and before its invalidation. Tries again if the answer came first. */
async function killBetween(targets: Targets, slot: Slot): Promise<void> {
  const { storm } = targets;
  const { committedUnanswered } = storm.counts;
  for (;;) {
    await until(() => isBetween(targets, slot));
    await slot.kill();
    await until(() => storm.writing(slot).length === 0);
    if (storm.counts.committedUnanswered > committedUnanswered) return;
    await slot.start();
  }
}

/** Whether a write of this process is committed, but neither invalidated nor answered. */
async function isBetween({ pool, storm }: Targets, slot: Slot): Promise<boolean> {
  const writing = storm.writing(slot);
  const { rowCount } = await pool.query(
    `SELECT 1 FROM cache_invalidation JOIN unnest($1::text[], $2::timestamptz[]) AS writing (tag, since)
      ON tag = ANY (tags) AND created_at >= since`,
    [writing.map(({ id }) => profileCompletionTag(id)), writing.map(({ since }) => since)],
  );
  return (rowCount ?? 0) > 0;
}
