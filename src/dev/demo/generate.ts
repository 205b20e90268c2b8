// Makes the rows of generated people: the profile, and for each section what its `demo.ts` makes. Each section draws
// from a random sequence of its own, so a new section does not change the others. The times of the last updates count
// back from now, so that at any time some sections are fresh and some are stale.
import { v7 as uuidv7 } from 'uuid';
import { DAY_MS } from '../../sections/define.ts';
import type { GeneratedRow } from './define-demo.ts';
import { personOf } from './people/person.ts';
import { randomFrom, type Random } from './people/random.ts';
import { demos } from './section-demos.ts';

/** By the table's name in the code. A referenced table comes before those that refer to it. */
export type Rows = Readonly<Record<string, readonly GeneratedRow[]>>;

/** Ids are in the order of the numbers, and before those of people who are added later. */
const FIRST_ID_AT = Date.UTC(2026, 0, 1);

/** @param number from 1; the same number always makes the same person */
export function generatePerson(number: number, now: Date): Rows {
  const person = personOf(number);
  const profileId = idOf(number, randomFrom(number, 'id'), 0);
  let [earliest, latest] = [now.toISOString(), ''];
  const rows: Record<string, readonly GeneratedRow[]> = {};
  for (const [name, demo] of demos) {
    const random = randomFrom(number, name);
    if (!random.chance(demo.share)) continue;
    const content = demo.rows(person, random);
    const time = Math.max(now.getTime() - ageOf(random), latestDateIn(content));
    const updatedAt = isoOf(time);
    // As texts they sort by time.
    if (updatedAt < earliest) earliest = updatedAt;
    if (updatedAt > latest) latest = updatedAt;
    rows[name] = content.map((row, ordinal) =>
      demo.isList
        ? { ...row, profileId, updatedAt, ordinal, id: idOf(number, random, ordinal) }
        : { ...row, profileId, updatedAt },
    );
  }
  const profile: GeneratedRow = {
    id: profileId,
    handle: person.handle,
    fullName: person.fullName,
    email: person.email,
    url: person.url,
    visibility: person.isPublic ? 'PUBLIC' : 'PRIVATE',
    revision: 1,
    importKey: `seed:${String(number)}`,
    createdAt: earliest,
    updatedAt: latest || earliest,
  };
  return { profile: [profile], ...rows };
}

function idOf(number: number, random: Random, seq: number): string {
  return uuidv7({ msecs: FIRST_ID_AT + number, seq, random: random.bytes() });
}

const days = new Map<number, string>();

/** As `toISOString`, at a third of its cost: all people's sections change on some thousand days. */
function isoOf(time: number): string {
  const day = Math.floor(time / DAY_MS);
  const date = days.get(day) ?? new Date(day * DAY_MS).toISOString().slice(0, 11);
  days.set(day, date);
  const ms = time - day * DAY_MS;
  const [hours, minutes, seconds] = [ms / 3_600_000, (ms / 60_000) % 60, (ms / 1000) % 60];
  return `${date}${padded(hours, 2)}:${padded(minutes, 2)}:${padded(seconds, 2)}.${padded(ms % 1000, 3)}Z`;
}

const padded = (value: number, digits: number) => String(Math.floor(value)).padStart(digits, '0');

/** Nobody tells of a position before it began. */
function latestDateIn(rows: readonly GeneratedRow[]): number {
  let latest = '';
  for (const row of rows) {
    const date = row['endDate'] ?? row['startDate'];
    if (typeof date === 'string' && date > latest) latest = date;
  }
  return latest ? Date.parse(latest) : 0;
}

/** Two thirds within the last ten months, the rest over the last four years. */
function ageOf(random: Random): number {
  return Math.floor(random.share() * (random.chance(0.67) ? 300 : 1460) * DAY_MS);
}
