// Owns the writers: each sends one write after the other to one of the two API processes, to profiles that all share.
// A write that meets an outage is forgotten: whether it was committed is for the database to say.
import { setTimeout as pause } from 'node:timers/promises';
import { mutate } from '../support/mutations.ts';
import { between, oneOf, type Random } from './draw.ts';
import { Outage, type Remote, type StormParts } from './parts.ts';
import { count, type Tally } from './tally.ts';

export interface Population {
  readonly living: Set<string>;
  /** Some that were deleted, and may be made again under the same id. */
  readonly buried: string[];
}

/** Enough for many batches, few enough that writes, pushes and batches meet on the same ones. */
const [FEWEST, MOST] = [50, 90];
/** Half of the writes go to so many. */
const FAVOURITES = 6;
/** A person needs longer; and the workers are to keep up. */
const LONGEST_PAUSE_MS = 150;

export async function readPopulation({ sql }: Pick<StormParts, 'sql'>): Promise<Population> {
  const rows = await sql<{ id: string }>('SELECT id FROM profile ORDER BY id');
  const gone = await sql<{ id: string }>(
    `SELECT DISTINCT profile_id AS id FROM analytics_event
      WHERE NOT EXISTS (SELECT FROM profile WHERE id = profile_id) ORDER BY 1 DESC LIMIT 10`,
  );
  return { living: new Set(rows.map(({ id }) => id)), buried: gone.map(({ id }) => id) };
}

export interface Writer {
  readonly remote: Remote;
  readonly population: Population;
  readonly random: Random;
  readonly tally: Tally;
  /** Which of the processes it writes to. */
  readonly name: string;
}

/** Until it is over. @throws what is no outage and no race lost to another writer */
export async function write(writer: Writer, isOver: () => boolean): Promise<void> {
  const { random, tally, name } = writer;
  while (!isOver()) {
    try {
      await writeOnce(writer);
      count(tally, `writes through ${name}`);
    } catch (error) {
      if (!(error instanceof Outage)) throw error;
      count(tally, 'writes without an answer');
    }
    await pause(between(1, LONGEST_PAUSE_MS, random));
  }
}

async function writeOnce({ remote, population, random, tally }: Writer): Promise<void> {
  const { living, buried } = population;
  const text = `Written ${Math.floor(random() * 1e9)}`;
  const send = async (mutation: string, args: object) => {
    const result = await mutate(remote, mutation, args, 'admin');
    // Another writer was faster.
    if (result.code !== undefined && !['NOT_FOUND', 'CONFLICT'].includes(result.code))
      throw new Error(`${mutation}: ${JSON.stringify(result)}`);
    return result;
  };
  const what = random();
  if (living.size < FEWEST || (what < 0.08 && living.size < MOST)) {
    const visibility = random() < 0.8 ? 'PUBLIC' : 'PRIVATE';
    const profileId = random() < 0.5 ? buried.pop() : undefined;
    const input = { fullName: text, visibility };
    const { profile } = await send('createProfile', { input, ...(profileId && { profileId }) });
    if (profile) living.add(profile.id);
    count(tally, profileId ? 'profiles made again' : 'profiles created');
    return;
  }
  const ids = [...living];
  const profileId = oneOf(random() < 0.5 ? ids.slice(-FAVOURITES) : ids, random);
  if (what < 0.16) {
    living.delete(profileId);
    await send('deleteProfile', { profileId });
    buried.push(profileId);
    count(tally, 'profiles deleted');
  } else if (what < 0.4) {
    const visibility = random() < 0.6 ? 'PUBLIC' : 'PRIVATE';
    await send('updateProfile', { profileId, input: { visibility } });
    count(tally, `turned ${visibility}`);
  } else if (what < 0.65) await send('saveBio', { profileId, input: { summary: text } });
  else if (what < 0.75) await send('deleteBio', { profileId });
  else if (what < 0.9) await send('saveSkills', { profileId, skills: [{ name: text }] });
  else await send('createExperience', { profileId, input: { name: text, position: 'Sailor' } });
}
