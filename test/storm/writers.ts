// The writers of a storm: each sends one write after the other to one API process. All write to the same profiles.
// A write that meets an outage may or may not be committed; the final check reads the database.
import { setTimeout as pause } from 'node:timers/promises';
import { mutate } from '../support/mutations.ts';
import { between, oneOf, type Random } from './draw.ts';
import { createTwice, editAsOldClient, editTogether } from './editors.ts';
import { Outage, type Remote, type StormParts } from './parts.ts';
import { count, type Tally } from './tally.ts';

export interface Population {
  readonly existing: Set<string>;
  /** Deleted profiles, which may be created again under the same id. */
  readonly deleted: string[];
}

/** Profiles: enough for many batches, few enough that writes, pushes and batches meet on the same ones. */
const [FEWEST, MOST] = [50, 90];
/** Half of the writes go to the newest profiles, so many of them. */
const NEWEST = 6;
/** Between two writes of one writer. */
const LONGEST_PAUSE_MS = 150;

export async function readPopulation({ sql }: Pick<StormParts, 'sql'>): Promise<Population> {
  const rows = await sql<{ id: string }>('SELECT id FROM profile ORDER BY id');
  const gone = await sql<{ id: string }>(
    `SELECT DISTINCT profile_id AS id FROM analytics_event
      WHERE NOT EXISTS (SELECT FROM profile WHERE id = profile_id) ORDER BY 1 DESC LIMIT 10`,
  );
  return { existing: new Set(rows.map(({ id }) => id)), deleted: gone.map(({ id }) => id) };
}

export interface Writer {
  readonly remote: Remote;
  /** Writes past the API. */
  readonly sql: StormParts['sql'];
  readonly population: Population;
  readonly random: Random;
  readonly tally: Tally;
  /** Of the process that it writes to. */
  readonly name: string;
}

/** Writes until `isOver`. @throws any error except an outage or a lost race */
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

/** One row of a profile or many, past the API. */
const PAST = [
  `DELETE FROM bio WHERE profile_id = $1`,
  `UPDATE profile SET full_name = full_name || ' II' WHERE id = $1`,
  `UPDATE profile SET visibility = CASE visibility WHEN 'PUBLIC' THEN 'PRIVATE' ELSE 'PUBLIC' END::visibility WHERE id = $1`,
  `DELETE FROM profile WHERE id = $1`,
];

async function writePast({ sql, population, random, tally }: Writer): Promise<void> {
  const profileId = oneOf([...population.existing], random);
  const statement = oneOf(PAST, random);
  if (statement.startsWith('DELETE FROM profile')) {
    population.existing.delete(profileId);
    population.deleted.push(profileId);
  }
  await sql(statement, [profileId]).catch((error: unknown) => {
    throw new Outage('Postgres is down', { cause: error });
  });
  count(tally, 'writes past the API');
}

async function writeOnce(writer: Writer): Promise<void> {
  const { remote, population, random, tally } = writer;
  const { existing, deleted } = population;
  const text = `Written ${Math.floor(random() * 1e9)}`;
  const send = async (mutation: string, args: object) => {
    const result = await mutate(remote, mutation, args, 'admin');
    // Another writer was first.
    if (result.code !== undefined && !['NOT_FOUND', 'CONFLICT'].includes(result.code))
      throw new Error(`${mutation}: ${JSON.stringify(result)}`);
    return result;
  };
  const kind = random();
  if (existing.size < FEWEST || (kind < 0.08 && existing.size < MOST)) {
    const visibility = random() < 0.8 ? 'PUBLIC' : 'PRIVATE';
    const profileId = random() < 0.5 ? deleted.pop() : undefined;
    const input = { fullName: text, visibility };
    const { profile } = await send('createProfile', { input, ...(profileId && { profileId }) });
    if (profile) existing.add(profile.id);
    count(tally, profileId ? 'profiles created again' : 'profiles created');
    return;
  }
  if (kind > 0.96) return writePast(writer);
  const ids = [...existing];
  const profileId = oneOf(random() < 0.5 ? ids.slice(-NEWEST) : ids, random);
  if (kind < 0.16) {
    existing.delete(profileId);
    await send('deleteProfile', { profileId });
    deleted.push(profileId);
    count(tally, 'profiles deleted');
  } else if (kind < 0.4) {
    const visibility = random() < 0.6 ? 'PUBLIC' : 'PRIVATE';
    await send('updateProfile', { profileId, input: { visibility } });
    count(tally, `turned ${visibility}`);
  } else if (kind < 0.65) await send('saveBio', { profileId, input: { summary: text } });
  else if (kind < 0.75) await send('deleteBio', { profileId });
  else if (kind < 0.82) await send('saveSkills', { profileId, skills: [{ name: text }] });
  else if (kind < 0.87) await editTogether(send, { profileId, text, tally });
  else if (kind < 0.92) await editAsOldClient(send, { profileId, text, tally });
  else await createTwice(send, { profileId, text, tally });
}
