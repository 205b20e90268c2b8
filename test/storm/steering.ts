// Owns the runs of a storm: in every mode, with and without filters, started, paused, resumed and cancelled while all else goes on.
import { startRun, steer, type Start } from '../reindex/runs-of-tests.ts';
import { between, oneOf, shuffled, type Random } from './draw.ts';
import { Outage, type StormParts } from './parts.ts';
import { count, type Tally } from './tally.ts';

export const MODES = ['CHANGED', 'FULL', 'VERIFY', 'DRY_RUN'] as const;
/** As it is told. */
export const STEERED = { pause: 'runs paused', resume: 'runs resumed', cancel: 'runs cancelled' } as const;
/** More would only wait for each other. */
const MOST_OPEN = 3;

export interface Steering {
  readonly parts: StormParts;
  readonly random: Random;
  readonly tally: Tally;
  /** Resolves once so many more writes were answered. */
  readonly afterWrites: (writes: number) => Promise<void>;
}

/** One run of each mode, in any order, and what an impatient administrator does to those that are open. */
export async function steerRuns(steering: Steering): Promise<void> {
  const { random, tally, afterWrites } = steering;
  for (const mode of shuffled(MODES, random)) {
    while ((await openRuns(steering).catch(() => [])).length >= MOST_OPEN) {
      await afterWrites(2);
      await steerOne(steering);
    }
    await attempt(steering, async (api) => {
      const { input, filter } = await drawInput(steering, mode);
      await startRun(api, input);
      count(tally, `${mode} runs`);
      count(tally, `runs ${filter}`);
    });
    for (let n = between(1, 3, random); n > 0; n -= 1) {
      await afterWrites(between(2, 8, random));
      await steerOne(steering);
    }
  }
}

interface OpenRun {
  readonly id: string;
  readonly status: 'PENDING' | 'RUNNING' | 'PAUSED';
}

async function openRuns({ parts }: Pick<Steering, 'parts'>): Promise<OpenRun[]> {
  return parts.sql<OpenRun>(
    `SELECT id, status FROM reindex_run WHERE status IN ('PENDING', 'RUNNING', 'PAUSED') ORDER BY id`,
  );
}

async function steerOne(steering: Steering): Promise<void> {
  const { random, tally } = steering;
  const runs = await openRuns(steering).catch(() => []);
  if (runs.length === 0) return;
  const { id, status } = oneOf(runs, random);
  const what = random() < 0.25 ? 'cancel' : status === 'PAUSED' ? 'resume' : random() < 0.7 ? 'pause' : null;
  if (!what) return;
  await attempt(steering, async (api) => {
    await steer(api, what, id);
    count(tally, STEERED[what]);
  });
}

/** It may have ended in between, or nobody be there to ask. */
async function attempt(
  { parts, random }: Steering,
  ask: (api: StormParts['apis'][number]) => Promise<void>,
): Promise<void> {
  try {
    await ask(oneOf(parts.apis, random));
  } catch (error) {
    const isRace = error instanceof Error && error.message.includes('"CONFLICT"');
    if (!(error instanceof Outage) && !isRace) throw error;
  }
}

async function drawInput(
  { parts, random }: Steering,
  mode: Start['mode'],
): Promise<{ input: Start; filter: string }> {
  const batchSize = between(1, 15, random);
  const input = { ...(mode && { mode }), batchSize };
  switch (between(0, 7, random)) {
    case 0:
      return {
        input: { ...input, filter: { visibility: oneOf(['PUBLIC', 'PRIVATE'] as const, random) } },
        filter: 'by visibility',
      };
    case 1: {
      const updatedSince = new Date(Date.now() - between(200, 5000, random)).toISOString();
      return { input: { ...input, filter: { updatedSince } }, filter: 'by time' };
    }
    case 2:
      return {
        input: { ...input, filter: { completionBelow: between(1, 40, random) } },
        filter: 'by completion',
      };
    case 3: {
      const ids = await idsOf(parts);
      const [afterId = '', upToId = ''] = [oneOf(ids, random), oneOf(ids, random)].sort();
      return { input: { ...input, filter: { afterId, upToId } }, filter: 'by ids' };
    }
    default:
      return { input, filter: 'over all' };
  }
}

async function idsOf(parts: StormParts): Promise<string[]> {
  try {
    return (await parts.sql<{ id: string }>('SELECT id FROM profile')).map(({ id }) => id);
  } catch (error) {
    throw new Outage('Postgres is down', { cause: error });
  }
}

/** Runs that were left paused. @throws Outage */
export async function resumeAll(parts: StormParts): Promise<void> {
  for (const { id, status } of await openRuns({ parts })) {
    if (status === 'PAUSED') await steer(parts.apis[0], 'resume', id);
  }
}
