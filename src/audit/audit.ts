// Compares profiles drawn at random in Postgres, in the cache and in the index. What still differs five seconds after it was
// seen is counted, listed and mended; what still differs after a minute is counted a second time. Where the index does not
// answer, or belongs to another deployment, nothing is counted and the job waits.
import { setTimeout as sleep } from 'node:timers/promises';
import { metrics } from '@opentelemetry/api';
import { writable, type DatabaseLike } from '../database/client.ts';
import { isProfileId } from '../indexing/indexed.ts';
import { currentTarget } from '../indexing/target.ts';
import {
  BOUNDS_MS,
  judge,
  openDifferences,
  writeFailures,
  writeVerdict,
  type DifferenceRow,
  type Tally,
  type Verdict,
} from './differences.ts';
import { findDifferences, type Findings } from './findings.ts';
import { mend, type MendServices } from './mend.ts';
import { drawSample, type Sample } from './sample.ts';

/** A look that is due within this time belongs to the same round. */
const WAIT_MS = 10_000;
/** A round ends before the next one begins. */
const ROUND_MS = 45_000;
/** The most differences that are looked at again together. */
const MOST_AGAIN = 1000;
/** More lost documents than these in one look are no edits by hand. */
const MOST_LOST = 10;
/** In one line of the log. The dashboard lists all. */
const MOST_LOGGED = 20;
const NOTHING: Sample = { profileIds: [], unknownIds: [] };

/** Draws once, and looks again at what differs. @param size how many profiles it compares */
export async function runAudit(services: MendServices, size: number, signal: AbortSignal): Promise<void> {
  const end = Date.now() + ROUND_MS;
  let due = await look(services, size, new Date());
  while (due !== null && due.getTime() < Math.min(Date.now() + WAIT_MS, end)) {
    await sleep(Math.max(0, due.getTime() - Date.now()), undefined, { signal });
    due = await lookAgain(services, new Date());
  }
}

/**
 * Looks again at what differed, and draws the rest of the sample.
 * @returns when something is due for another look; null: nothing is
 */
export async function look(services: MendServices, size: number, now: Date): Promise<Date | null> {
  const open = await openDifferences(services.db, size);
  const sample = await drawSample(services, size - open.length, now);
  return compareAll(services, { open, sample }, now);
}

/** Looks again at what differed, and draws nothing. */
export async function lookAgain(services: MendServices, now: Date): Promise<Date | null> {
  const open = await openDifferences(services.db, MOST_AGAIN);
  return compareAll(services, { open, sample: NOTHING }, now);
}

interface Looked {
  readonly open: readonly DifferenceRow[];
  readonly sample: Sample;
}

async function compareAll(services: MendServices, { open, sample }: Looked, now: Date): Promise<Date | null> {
  const target = await currentTarget(services);
  const openIds = open.flatMap(({ kind, objectId }) => (kind === 'SETTING_DIFFERENT' ? [] : [objectId]));
  const ids = [...new Set([...sample.profileIds, ...sample.unknownIds, ...openIds])];
  const findings = await findDifferences(
    services,
    { profileIds: ids.filter(isProfileId), unknownIds: ids.filter((id) => !isProfileId(id)) },
    { now, target },
  );
  const verdict = judge(open, findings, now);
  const tally = tallyOf(verdict, findings, sample);
  await writeVerdict(services.db, verdict, tally, now);
  count(verdict, tally);
  const toMend = [...verdict.confirmed, ...verdict.known];
  if (toMend.length > 0) {
    const differences = toMend.slice(0, MOST_LOGGED).map(({ kind, objectId }) => `${kind} ${objectId}`);
    services.log.warn({ count: toMend.length, differences }, 'The audit found differences and mends them');
    await noteLostPushes(services.db, verdict.confirmed, target);
    await writeFailures(services.db, toMend, await mend(services, toMend));
  }
  return nextLook(verdict, now);
}

/**
 * Asks for a run where the index lacks so many documents that it had acknowledged: an older copy of it, which carries the same mark,
 * was moved over it. A run that fills it reads it.
 */
async function noteLostPushes(
  db: DatabaseLike,
  confirmed: readonly DifferenceRow[],
  target: number,
): Promise<void> {
  const ids = confirmed.flatMap(({ kind, objectId }) =>
    kind === 'DOCUMENT_MISSING' || kind === 'DOCUMENT_DIFFERENT' ? [objectId] : [],
  );
  if (ids.length <= MOST_LOST) return;
  await writable(db).$executeRaw`
    UPDATE search_target SET filled_at = NULL WHERE id = ${target} AND ${MOST_LOST} < (
      SELECT count(*) FROM search_state JOIN profile ON profile.id = profile_id
      WHERE profile_id = ANY(${ids}::uuid[]) AND target = ${target} AND search_state.revision = profile.revision)`;
}

/** A difference that is drawn again counts again. */
function tallyOf({ confirmed, lasted, known }: Verdict, { compared }: Findings, sample: Sample): Tally {
  const drawn = new Set([...sample.profileIds, ...sample.unknownIds]);
  const again = known.filter(({ objectId }) => drawn.has(objectId));
  return {
    comparisons: [...drawn].reduce((sum, id) => sum + (compared.get(id) ?? 0), 0),
    after5s: confirmed.length + again.length,
    after60s: lasted.length + again.filter((row) => row.lasted).length,
  };
}

function count({ confirmed, lasted }: Verdict, { comparisons }: Tally): void {
  const meter = metrics.getMeter('vitae');
  meter
    .createCounter('audit.comparisons', { description: 'Values that the audit compared.' })
    .add(comparisons);
  const differences = meter.createCounter('audit.differences', {
    description: 'Differences that the audit found, by kind and by the seconds after which they were there.',
  });
  for (const { kind } of confirmed) differences.add(1, { kind, after: '5' });
  for (const { kind } of lasted) differences.add(1, { kind, after: '60' });
}

function nextLook({ appeared, confirmed, known, lasted }: Verdict, now: Date): Date | null {
  const isLasting = new Set(lasted);
  const waiting = [...confirmed, ...known].filter((row) => !row.lasted && !isLasting.has(row));
  const due = [
    ...(appeared.length > 0 ? [now.getTime() + BOUNDS_MS.after5s] : []),
    ...waiting.map(({ firstSeenAt }) => firstSeenAt.getTime() + BOUNDS_MS.after60s),
  ];
  return due.length > 0 ? new Date(Math.min(...due)) : null;
}
