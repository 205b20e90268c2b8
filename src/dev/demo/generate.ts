// Makes the rows of generated people: the profile, and for each section what its `demo.ts` makes. Each section draws
// from a random sequence of its own, so a new section does not change the others. The times of the last updates count
// back from now, so that at any time some sections are fresh and some are stale.
import { DAY_MS } from '../../sections/define.ts';
import type { GeneratedRow } from './define-demo.ts';
import { personOf } from './people/person.ts';
import { randomFrom, type Random } from './people/random.ts';
import { demos } from './section-demos.ts';

/** The rows of one table. Only the seeding puts both halves of a row together: copying each row would be the dearest step. */
export interface TableRows {
  /** In the code. */
  readonly table: string;
  /** What a section's `demo.ts` made. */
  readonly contents: readonly GeneratedRow[];
  /** The other fields, of each of the contents. */
  readonly others: readonly GeneratedRow[];
}

/** Ids are in the order of the numbers, and before those of people who are added later. */
const FIRST_ID_AT = Date.UTC(2026, 0, 1);

/** @param number from 1; the same number always makes the same person @returns the profile first: the others refer to it */
export function generatePerson(number: number, now: Date): readonly TableRows[] {
  const person = personOf(number);
  const idAfter = idsOf(number);
  const profileId = idAfter(randomFrom(number, 'id'), 0);
  let [earliest, latest] = [now.toISOString(), ''];
  const sections: TableRows[] = [];
  for (const [table, demo] of demos) {
    const random = randomFrom(number, table);
    if (!random.chance(demo.share)) continue;
    const contents = demo.rows(person, random);
    const time = Math.max(now.getTime() - ageOf(random), latestDateIn(contents));
    const updatedAt = isoOf(time);
    // As texts they sort by time.
    if (updatedAt < earliest) earliest = updatedAt;
    if (updatedAt > latest) latest = updatedAt;
    const others = contents.map((_, ordinal) =>
      demo.isList
        ? { id: idAfter(random, ordinal), profileId, ordinal, updatedAt }
        : { profileId, updatedAt },
    );
    sections.push({ table, contents, others });
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
  return [{ table: 'profile', contents: [profile], others: [{}] }, ...sections];
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/**
 * Makes the ids of a person: UUIDs of version 7 (RFC 9562) with the ordinal as their counter. The library takes three times as long,
 * and a person has a dozen.
 */
function idsOf(number: number): (random: Random, ordinal: number) => string {
  const time = (FIRST_ID_AT + number).toString(16).padStart(12, '0');
  const prefix = `${time.slice(0, 8)}-${time.slice(8)}-7000-`;
  return (random, ordinal) => {
    const bytes = random.bytes();
    const hex = (index: number) => HEX[bytes[index] ?? 0] ?? '';
    // The variant, and the counter above two random bits.
    const counted = (0x800000 + ordinal * 4 + ((bytes[10] ?? 0) & 3)).toString(16);
    return `${prefix}${counted.slice(0, 4)}-${counted.slice(4)}${hex(11)}${hex(12)}${hex(13)}${hex(14)}${hex(15)}`;
  };
}

const days = new Map<number, string>();

/** As `toISOString`, at a third of its cost: all people's sections change on some thousand days. */
function isoOf(time: number): string {
  const day = Math.floor(time / DAY_MS);
  const date = days.get(day) ?? new Date(day * DAY_MS).toISOString().slice(0, 11);
  days.set(day, date);
  const ms = time - day * DAY_MS;
  const seconds = Math.floor(ms / 1000);
  return `${date}${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}.${String(1000 + (ms % 1000)).slice(1)}Z`;
}

const TWO_DIGITS = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'));
const two = (value: number) => TWO_DIGITS[Math.floor(value)] ?? '';

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
