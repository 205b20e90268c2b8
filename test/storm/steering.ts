// Starts runs in every mode, with and without filters, and pauses, resumes and cancels them.
import { startRun, steer, type Start } from '../reindex/runs-of-tests.ts';
import { between, dealt, oneOf, shuffled, type Random } from './draw.ts';
import { Outage, type Remote, type StormParts } from './parts.ts';
import { count, type Tally } from './tally.ts';

export const MODES = ['CHANGED', 'FULL', 'VERIFY', 'DRY_RUN'] as const;
export const FILTER_NAMES = ['over all', 'by visibility', 'by time', 'by completion', 'by ids'] as const;
type FilterName = (typeof FILTER_NAMES)[number];
/** Half of the runs have no filter. */
const DEALT_FILTERS: readonly FilterName[] = FILTER_NAMES.flatMap((name) =>
  name === 'over all' ? [] : [name, 'over all' as const],
);

/** Names in the tally. */
export const STEERED = { pause: 'runs paused', resume: 'runs resumed', cancel: 'runs cancelled' } as const;
/** Open runs at once. More would only wait for each other. */
const MOST_OPEN = 3;

export interface Steering {
  readonly parts: StormParts;
  readonly random: Random;
  readonly tally: Tally;
  readonly seed: number;
  /** Resolves after so many more answered writes. */
  readonly afterWrites: (writes: number) => Promise<void>;
}

/** One run of each mode, in any order. Between them, open runs are paused, resumed or cancelled. */
export async function steerRuns(steering: Steering): Promise<void> {
  const { random, tally, seed, afterWrites } = steering;
  const filters = shuffled(dealt(DEALT_FILTERS, MODES.length, seed), random);
  for (const [n, mode] of shuffled(MODES, random).entries()) {
    while ((await openRuns(steering).catch(() => [])).length >= MOST_OPEN) {
      await afterWrites(2);
      await steerOne(steering);
    }
    const filter = filters[n] ?? 'over all';
    const start = async (api: Remote) => {
      await startRun(api, {
        mode,
        batchSize: between(1, 15, random),
        ...(await drawFilter(steering, filter)),
      });
    };
    while (!(await attempt(steering, start))) await afterWrites(1);
    count(tally, `${mode} runs`);
    count(tally, `runs ${filter}`);
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
  const what = random() < 0.3 ? 'cancel' : status === 'PAUSED' ? 'resume' : random() < 0.7 ? 'pause' : null;
  if (!what) return;
  await attempt(steering, async (api) => {
    await steer(api, what, id);
    count(tally, STEERED[what]);
  });
}

/** @returns false after an outage, or if the run has ended in the meantime or is newer than the database that was restored */
async function attempt({ parts, random }: Steering, ask: (api: Remote) => Promise<void>): Promise<boolean> {
  try {
    await ask(oneOf(parts.apis, random));
    return true;
  } catch (error) {
    const isRace = error instanceof Error && /"(CONFLICT|NOT_FOUND)"/.test(error.message);
    if (!(error instanceof Outage) && !isRace) throw error;
    return false;
  }
}

async function drawFilter({ parts, random }: Steering, name: FilterName): Promise<Pick<Start, 'filter'>> {
  switch (name) {
    case 'by visibility':
      return { filter: { visibility: oneOf(['PUBLIC', 'PRIVATE'] as const, random) } };
    case 'by time':
      return { filter: { updatedSince: new Date(Date.now() - between(200, 5000, random)).toISOString() } };
    case 'by completion':
      return { filter: { completionBelow: between(1, 40, random) } };
    case 'by ids': {
      const ids = await idsOf(parts);
      const [afterId = '', upToId = ''] = [oneOf(ids, random), oneOf(ids, random)].sort();
      return { filter: { afterId, upToId } };
    }
    case 'over all':
      return {};
  }
}

async function idsOf(parts: StormParts): Promise<string[]> {
  try {
    return (await parts.sql<{ id: string }>('SELECT id FROM profile')).map(({ id }) => id);
  } catch (error) {
    throw new Outage('Postgres is down', { cause: error });
  }
}

/** Resumes every paused run. @throws Outage */
export async function resumeAll(parts: StormParts, tally: Tally): Promise<void> {
  for (const { id, status } of await openRuns({ parts })) {
    if (status !== 'PAUSED') continue;
    await steer(parts.apis[0], 'resume', id);
    count(tally, STEERED.resume);
  }
}
