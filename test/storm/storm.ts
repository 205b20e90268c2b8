// Owns one storm from its seed: writers, runs and everything that breaks, all at once; then calm, until nothing is left to do;
// then the look at what must be true. What it throws names the seed, what was done, and where the processes' output lies.
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { randomFrom } from '../indexing/search-faults.ts';
import { setFaults } from '../support/local-faults.ts';
import { expectAllInOrder } from './invariants.ts';
import type { StormParts } from './parts.ts';
import { failSearch, sabotage } from './sabotage.ts';
import { resumeAll, steerRuns } from './steering.ts';
import { printed, type Tally } from './tally.ts';
import { endDelays, endPauses, mournKilled } from './time.ts';
import { readPopulation, write } from './writers.ts';
import { until } from '../support/eventually.ts';

const WRITERS_PER_PROCESS = 2;
const SETTLE_MS = 120_000;
/** Longer than a worker that lives is ever silent. */
const SILENT_SECONDS = 8;

/** @returns what was done, how often. @throws where anything went wrong */
export async function storm(parts: StormParts, seed: number): Promise<Tally> {
  const tally: Tally = new Map();
  try {
    await rage(parts, seed, tally);
    await settle(parts);
    await expectAllInOrder(parts);
    return tally;
  } catch (error) {
    const file = path.join(tmpdir(), `vitae-storm-${seed}.log`);
    await writeFile(file, parts.fleet.outputs().join('\n\n'));
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(
      `the storm of seed ${seed} (npm run storm -- --seed ${seed}), after ${printed(tally)}; what the processes wrote is in ${file}: ${message}`,
      { cause: error },
    );
  }
}

async function rage(parts: StormParts, seed: number, tally: Tally): Promise<void> {
  const population = await readPopulation(parts);
  let lane = 0;
  const random = () => randomFrom(seed * 1000 + (lane += 1));
  const names = ['the first API process', 'the second API process'] as const;
  const answered = () => names.reduce((sum, name) => sum + (tally.get(`writes through ${name}`) ?? 0), 0);
  const afterWrites = async (writes: number) => {
    const enough = answered() + writes;
    await until(() => answered() >= enough, SETTLE_MS);
  };
  const broken = { parts, tally, seed, afterWrites };
  let isOver = false;
  const work = allEnded([
    sabotage({ ...broken, random: random() }),
    failSearch({ ...broken, random: random() }),
    steerRuns({ parts, tally, afterWrites, random: random() }),
  ]).finally(() => {
    isOver = true;
  });
  const writers = names.flatMap((name, nth) =>
    Array.from({ length: WRITERS_PER_PROCESS }, () =>
      write(
        { remote: parts.apis[nth === 0 ? 0 : 1], population, random: random(), tally, name },
        () => isOver,
      ),
    ),
  );
  await allEnded([work, ...writers, impatience(parts, endPauses, () => isOver)]);
}

/** Where one fails, the others are waited for all the same: what they start must not outlive the storm. @throws the first failure */
async function allEnded(lanes: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(lanes);
  await Promise.all(lanes);
}

/** Moves time forward again and again. Where Postgres is down nothing has to be moved. */
async function impatience(
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
}

/** Until there is nothing to do. @throws where a run waits for a job that is nowhere */
async function settle(parts: StormParts): Promise<void> {
  await setFaults(parts.searchUrl, []);
  await until(() => resumeAll(parts).then(() => true), SETTLE_MS);
  await mournKilled(parts);
  let isCalm = false;
  const hurry = impatience(
    parts,
    async () => {
      await endDelays(parts);
      await mournKilled(parts, SILENT_SECONDS);
    },
    () => isCalm,
  );
  try {
    const deadline = performance.now() + SETTLE_MS;
    for (;;) {
      const { jobs, runs } = await unfinished(parts);
      if (!jobs && !runs) return;
      if (!jobs) throw new Error(`no job is left, and these runs have not ended: ${JSON.stringify(runs)}`);
      if (performance.now() > deadline)
        throw new Error(`it does not settle: ${JSON.stringify({ jobs, runs })}`);
      await pause(50);
    }
  } finally {
    isCalm = true;
    await hurry;
  }
}

/** Of one moment. */
async function unfinished(parts: StormParts): Promise<Unfinished> {
  const [found] = await parts.sql<{ jobs: object[] | null; runs: object[] | null }>(
    `SELECT
      (SELECT jsonb_agg(to_jsonb(j)) FROM pgboss.job j WHERE state < 'completed'
        AND name NOT LIKE '%.dead' AND name NOT LIKE '\\_\\_pgboss%') AS jobs,
      (SELECT jsonb_agg(to_jsonb(r)) FROM reindex_run r WHERE status IN ('PENDING', 'RUNNING', 'PAUSED')) AS runs`,
  );
  return found ?? { jobs: null, runs: null };
}
