// Owns the rows of generated people: the profile, and of each section what its folder makes. Every section draws on its own,
// so a section that is added changes nothing of the others. Only the moments of the last updates are counted back from
// now, so that at any time some sections are fresh and some have turned stale.
import { v7 as uuidv7 } from 'uuid';
import type { CopyValue } from './copy-text.ts';
import { personOf } from './people/person.ts';
import { randomFrom, type Random } from './people/random.ts';
import { DAY_MS, type GeneratedRow } from '../../sections/define.ts';
import { sections } from '../../sections/registry.ts';

/** By the table's name in the code; a referenced table comes before those that refer to it. */
export type Rows = Readonly<Record<string, readonly GeneratedRow[]>>;

/** Ids are in the order of the numbers, and before those of people who come later. */
const FIRST_ID_AT = Date.UTC(2026, 0, 1);

/** @param number from 1 */
export function generatePerson(number: number, now: Date): Rows {
  const person = personOf(number);
  const profileId = idOf(number, randomFrom(number, 'id'), 0);
  const moments: number[] = [];
  const rows: Record<string, readonly GeneratedRow[]> = {};
  for (const { name, generated } of sections) {
    const random = randomFrom(number, name);
    if (!random.chance(generated.share)) continue;
    // It was written as a whole.
    const moment = now.getTime() - ageOf(random);
    moments.push(moment);
    const common = { profileId, updatedAt: new Date(moment).toISOString() };
    rows[name] = generated
      .rows(person, random)
      .map((row, ordinal) =>
        generated.isList
          ? { id: idOf(number, random, ordinal), ordinal, ...common, ...row }
          : { ...common, ...row },
      );
  }
  const [first, last] = [Math.min(now.getTime(), ...moments), Math.max(0, ...moments) || now.getTime()];
  const profile: Record<string, CopyValue> = {
    id: profileId,
    handle: person.handle,
    fullName: person.fullName,
    visibility: person.isPublic ? 'PUBLIC' : 'PRIVATE',
    revision: 1,
    importKey: `seed:${String(number)}`,
    createdAt: new Date(first).toISOString(),
    updatedAt: new Date(last).toISOString(),
  };
  return { profile: [profile], ...rows };
}

function idOf(number: number, random: Random, seq: number): string {
  return uuidv7({ msecs: FIRST_ID_AT + number, seq, random: random.bytes() });
}

/** Two thirds within the last ten months, the rest over the last four years. */
function ageOf(random: Random): number {
  return Math.floor(random.share() * (random.chance(0.67) ? 300 : 1460) * DAY_MS);
}
