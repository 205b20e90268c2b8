// Runs one storm: writers, runs and faults at once. Then it waits until no job and no run is left, and checks the invariants.
// An error names the seed, what was done, and the file with the output of the processes.
import type pg from 'pg';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import { needsFill } from '../../src/indexing/target.ts';
import { randomFrom } from '../indexing/search-faults.ts';
import { startRun } from '../reindex/runs-of-tests.ts';
import { setFaults } from '../support/local-faults.ts';
import { expectConsistent } from './invariants.ts';
import type { StormParts } from './parts.ts';
import { failSearch, NEED_A_RUN, sabotage } from './sabotage.ts';
import { resumeAll, steerRuns } from './steering.ts';
import { printed, type Tally } from './tally.ts';
import { endDelays, endPauses } from '../support/delays.ts';
import { readPopulation, write } from './writers.ts';
import { until } from '../support/eventually.ts';
import { expireHeartbeats, OPEN_JOBS } from '../support/pgboss-tables.ts';

const WRITERS_PER_PROCESS = 2;
const PATIENCE_MS = 120_000;
/** A running worker sends heartbeats more often. */
const SILENT_SECONDS = 8;

/** @returns what was done, how often. @throws if anything went wrong */
export async function storm(parts: StormParts, seed: number): Promise<Tally> {
  const tally: Tally = new Map();
  try {
    await runLanes(parts, seed, tally);
    await drain(parts, tally);
    if (NEED_A_RUN.some((name) => tally.has(name))) await fill(parts, tally);
    await expectConsistent(parts);
    return tally;
  } catch (error) {
    const file = path.join(tmpdir(), `vitae-storm-${seed}.log`);
    await writeFile(file, parts.fleet.outputs().join('\n\n'));
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(
      `storm of seed ${seed} (npm run storm -- --seed ${seed}), after ${printed(tally)}; output of the processes: ${file}: ${message}`,
      { cause: error },
    );
  }
}

/** As an administrator does whom the dashboard asks for it. */
async function fill(parts: StormParts, tally: Tally): Promise<void> {
  await startRun(parts.apis[0], { mode: 'CHANGED' });
  // Where the index refused all pushes since the backup, nothing shows that the database is older.
  const invalidate = 'mutation { invalidateCompletions(all: true) { tags } }';
  expect((await parts.apis[0].send(invalidate, {}, 'admin')).errors).toBeUndefined();
  await drain(parts, tally);
  expect(await needsFill(parts.db, parts.search)).toBeNull();
}

async function runLanes(parts: StormParts, seed: number, tally: Tally): Promise<void> {
  const population = await readPopulation(parts);
  let lane = 0;
  const random = () => randomFrom(seed * 1000 + (lane += 1));
  const names = ['the first API process', 'the second API process'] as const;
  const answered = () => names.reduce((sum, name) => sum + (tally.get(`writes through ${name}`) ?? 0), 0);
  const afterWrites = async (writes: number) => {
    const enough = answered() + writes;
    await until(() => answered() >= enough, PATIENCE_MS);
  };
  const shared = { parts, tally, seed, population, afterWrites };
  let isOver = false;
  const work = allEnded([
    sabotage({ ...shared, random: random() }),
    failSearch({ ...shared, random: random() }),
    steerRuns({ ...shared, random: random() }),
  ]).finally(() => {
    isOver = true;
  });
  const writers = names.flatMap((name, nth) =>
    Array.from({ length: WRITERS_PER_PROCESS }, () =>
      write(
        { remote: parts.apis[nth === 0 ? 0 : 1], sql: parts.sql, population, random: random(), tally, name },
        () => isOver,
      ),
    ),
  );
  await allEnded([work, ...writers, repeat(parts, endPauses, () => isOver)]);
}

/** Waits for all, also if one fails: a process that is being started must not outlive the storm. @throws the first failure */
async function allEnded(lanes: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(lanes);
  await Promise.all(lanes);
}

/** Moves time again and again until `isOver`. Errors are ignored: Postgres may be down. */
async function repeat(
  parts: StormParts,
  move: (parts: StormParts) => Promise<void>,
  isOver: () => boolean,
): Promise<void> {
  while (!isOver()) {
    await move(parts).catch(() => undefined);
    await pause(100);
  }
}

interface Unfinished {
  readonly jobs: object[] | null;
  readonly runs: object[] | null;
  /** What was written past the API and is not followed up. */
  readonly noted: object[] | null;
}

/** Waits until no job and no run is left. @throws if a run is left without a job, or without progress for too long */
async function drain(parts: StormParts, tally: Tally): Promise<void> {
  await setFaults(parts.searchUrl, []);
  await until(() => resumeAll(parts, tally).then(() => true), PATIENCE_MS);
  await expireHeartbeats(parts);
  let isDrained = false;
  const hurry = repeat(
    parts,
    async () => {
      await endDelays(parts);
      await expireHeartbeats(parts, SILENT_SECONDS);
    },
    () => isDrained,
  );
  try {
    let deadline = performance.now() + PATIENCE_MS;
    let least = Infinity;
    for (;;) {
      const { jobs, runs, noted } = await unfinished(parts);
      if (!jobs && !runs && !noted) return;
      if (!jobs && !noted)
        throw new Error(`no job is left, but these runs have not ended: ${JSON.stringify(runs)}`);
      const left = (jobs?.length ?? 0) + (noted?.length ?? 0);
      if (left < least) {
        least = left;
        deadline = performance.now() + PATIENCE_MS;
      }
      if (performance.now() > deadline)
        throw new Error(`no progress: ${JSON.stringify({ jobs, runs, noted })}`);
      await pause(50);
    }
  } finally {
    isDrained = true;
    await hurry;
  }
}

/** Read in one statement. */
async function unfinished(parts: StormParts): Promise<Unfinished> {
  const [found] = await parts.sql<Unfinished & pg.QueryResultRow>(
    `SELECT
      (SELECT jsonb_agg(to_jsonb(open_job)) FROM ${OPEN_JOBS}) AS jobs,
      (SELECT jsonb_agg(to_jsonb(w)) FROM undeclared_write w) AS noted,
      (SELECT jsonb_agg(to_jsonb(r)) FROM reindex_run r WHERE status IN ('PENDING', 'RUNNING', 'PAUSED')) AS runs`,
  );
  return found ?? { jobs: null, runs: null, noted: null };
}
