// Owns generated people: number n is always the same person, however many are asked for and whenever. Only the moments of
// the last updates are counted back from now, so that at any time some sections are fresh and some have turned stale.
import { v7 as uuidv7 } from 'uuid';
import { handleFrom } from '../../profiles/handle.ts';
import { DAY_MS } from '../../sections/define.ts';
import type { CopyValue } from '../copy-text.ts';
import { careerOf, type Career } from './career.ts';
import type { Country } from './countries.ts';
import { countryOf, poolsOf } from './pools.ts';
import { PROFESSIONS, type Profession } from './professions.ts';
import { randomFrom, type Random } from './random.ts';

/** A row as its table holds it, by column. */
export type Row = Readonly<Record<string, CopyValue>>;
/** By table; a referenced table comes before those that refer to it. */
export type Rows = Readonly<Record<string, readonly Row[]>>;

/** Ids are in the order of the numbers, and before those of people who come later. */
const FIRST_ID_AT = Date.UTC(2026, 0, 1);

/** @param number from 1 */
export function generatePerson(number: number, now: Date): Rows {
  const random = randomFrom(number);
  let ids = 0;
  const newId = () => uuidv7({ msecs: FIRST_ID_AT + number, seq: ids++, random: random.bytes() });
  const profileId = newId();
  const country = countryOf(random);
  const pools = poolsOf(country);
  const profession = random.pick(PROFESSIONS);
  const [city, region] = random.pick(country.cities);
  const names = [random.pick(pools.firstNames), random.pick(pools.lastNames)];
  const fullName = (country.familyNameFirst ? names.toReversed() : names).join(' ');
  const handle = handleFrom(fullName, `p${String(number)}`);
  const career = careerOf(random, { profession, pools, city });
  const moments: number[] = [];

  /** A section that this share of people has; it was written as a whole. */
  function section(share: number, make: () => readonly Row[]): readonly Row[] {
    if (!random.chance(share)) return [];
    const moment = now.getTime() - ageOf(random);
    moments.push(moment);
    const common = { profile_id: profileId, updated_at: new Date(moment).toISOString() };
    return make().map((row) => ({ ...common, ...row }));
  }
  const list = (share: number, make: () => readonly Row[]) =>
    section(share, () => make().map((row, ordinal) => ({ id: newId(), ordinal, ...row })));

  const sections = {
    phone_number: section(0.6, () => [phoneOf(random, country)]),
    bio: section(0.85, () => [{ label: career.title, summary: summaryOf(random, profession, career) }]),
    photo: section(0.5, () => [{ url: `https://photos.example.com/${handle}.jpg` }]),
    location: section(0.9, () => [
      {
        address: random.chance(0.3) ? random.pick(pools.streets) : null,
        postal_code: random.chance(0.5) ? random.pick(pools.postalCodes) : null,
        city,
        region: random.chance(0.8) ? region : null,
        country_code: country.code,
      },
    ]),
    experience: list(0.9, () => experienceOf(career)),
    education: list(0.8, () => educationOf(career)),
    skill: list(0.85, () => skillsOf(random, profession, career)),
    language: list(0.7, () => languagesOf(random, country)),
    social_link: list(0.6, () => linksOf(random, handle)),
  };
  const [first, last] = [Math.min(now.getTime(), ...moments), Math.max(0, ...moments) || now.getTime()];
  const profile = {
    id: profileId,
    handle,
    full_name: fullName,
    visibility: random.chance(0.95) ? 'PUBLIC' : 'PRIVATE',
    revision: 1,
    import_key: `seed:${String(number)}`,
    created_at: new Date(first).toISOString(),
    updated_at: new Date(last).toISOString(),
  };
  return { profile: [profile], ...sections };
}

/** Two thirds within the last ten months, the rest over the last four years. */
function ageOf(random: Random): number {
  return Math.floor(random.share() * (random.chance(0.67) ? 300 : 1460) * DAY_MS);
}

/** As people write it: half of them as dialled at home. */
function phoneOf(random: Random, { code, phone }: Country): Row {
  const digits = Array.from({ length: 10 }, () => String(random.int(0, 9)));
  const fill = (pattern: string) => {
    let used = 0;
    return pattern.replaceAll('#', () => digits[used++] ?? '0');
  };
  const international = fill(phone.international);
  return {
    number: random.chance(0.5) ? fill(phone.national) : international,
    country_code: code,
    e164: international.replace(/[^+\d]/g, ''),
  };
}

function summaryOf(random: Random, { area, achievements }: Profession, { title, years }: Career): string {
  const span = years < 1 ? 'at the start of a career' : years === 1 ? 'with a year' : `with ${years} years`;
  return `${title} ${span} in ${area.toLowerCase()}. ${random.some(achievements, random.int(1, 2)).join(' ')}`;
}

function experienceOf({ positions }: Career): Row[] {
  return positions.map(({ startDate, endDate, ...position }) => ({
    ...position,
    start_date: startDate,
    end_date: endDate,
  }));
}

function educationOf({ studies }: Career): Row[] {
  return studies.map(({ studyType, startDate, endDate, ...study }) => ({
    ...study,
    study_type: studyType,
    start_date: startDate,
    end_date: endDate,
  }));
}

const LEVELS = ['Beginner', 'Intermediate', 'Advanced', 'Master'] as const;

function skillsOf(random: Random, { skills }: Profession, { years }: Career): Row[] {
  const highest = Math.min(LEVELS.length - 1, 1 + Math.floor(years / 6));
  return random.some(skills, random.int(1, skills.length)).map(({ name, keywords }) => ({
    name,
    level: random.chance(0.8) ? (LEVELS[random.int(0, highest)] ?? null) : null,
    keywords,
  }));
}

const FLUENCY = ['Elementary', 'Conversational', 'Fluent', 'Professional working proficiency'] as const;

function languagesOf(random: Random, { language }: Country): Row[] {
  const native = { ...language, fluency: 'Native speaker' };
  if (language.code === 'en' || random.chance(0.15)) return [native];
  return [native, { language: 'English', code: 'en', fluency: random.pick(FLUENCY) }];
}

const NETWORKS = ['LinkedIn', 'GitHub', 'Mastodon', 'Xing', 'ORCID'] as const;

/** Under example.com, where nobody real is. */
function linksOf(random: Random, handle: string): Row[] {
  return random.some(NETWORKS, random.int(1, 3)).map((network) => ({
    network,
    username: handle,
    url: `https://${network.toLowerCase()}.example.com/${handle}`,
  }));
}
