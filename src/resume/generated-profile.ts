// Owns one generated profile: believable, and always the same for the same number, but for its dates, which are counted
// back from the moment of generating so that some sections are fresh and some are stale.
import { faker } from '@faker-js/faker';
import { v7 as uuidv7 } from 'uuid';
import { handleFrom } from '../profiles/handle.ts';
import { COMPANIES, COUNTRIES, DEGREES, FIELDS, LANGUAGES, LEVELS, SCHOOLS } from './generated-pools.ts';

/** Rows as the tables hold them. */
export type Row = Readonly<Record<string, string | number | null | readonly string[]>>;
export type Rows = Readonly<Record<string, readonly Row[]>>;

const FIRST_ID_AT = Date.UTC(2026, 0, 1);
const DAY_MS = 24 * 60 * 60 * 1000;
const OLDEST_UPDATE_DAYS = 1000;

/** @param number from 1; ids are in the order of the numbers */
export function generateProfile(number: number, now: Date): Rows {
  faker.seed(number);
  const sex = faker.person.sexType();
  const [firstName, lastName] = [faker.person.firstName(sex), faker.person.lastName(sex)];
  const fullName = `${firstName} ${lastName}`;
  const profileId = newId(number, 0);
  const field = pick(FIELDS);
  const country = pick(COUNTRIES);
  const chosen = (share: number) => faker.datatype.boolean(share);
  const written = () => ({ updated_at: new Date(now.getTime() - recently() * DAY_MS).toISOString() });
  const row = <Fields extends Row>(fields: Fields) => ({ profile_id: profileId, ...fields, ...written() });
  const list = (items: readonly Row[]) =>
    items.map((item, ordinal) => row({ id: newId(number, 1), ordinal, ...item }));
  const username = `${firstName}${lastName}`.toLowerCase().replace(/[^a-z]/g, '') + String(number);
  const phone = faker.helpers.replaceSymbols(country.phone);
  const career = careerOf(field);

  return {
    profile: [
      {
        id: profileId,
        handle: handleFrom(fullName, number.toString(36)),
        full_name: fullName,
        visibility: chosen(0.95) ? 'PUBLIC' : 'PRIVATE',
        revision: 1,
        import_key: `seed:${number}`,
        created_at: now.toISOString(),
        ...written(),
      },
    ],
    bio: chosen(0.85) ? [row(bioOf(field, career.length))] : [],
    location: chosen(0.9)
      ? [
          row({
            city: pick(country.cities),
            region: null,
            country_code: country.code,
            address: null,
            postal_code: null,
          }),
        ]
      : [],
    phone_number: chosen(0.6)
      ? [row({ number: phone, country_code: country.code, e164: phone.replace(/[^+\d]/g, '') })]
      : [],
    photo: chosen(0.5) ? [row({ url: `https://photos.example.com/${username}.jpg` })] : [],
    experience: chosen(0.9) ? list(career) : [],
    education: chosen(0.8) ? list([educationOf(field)]) : [],
    skill: chosen(0.85) ? list(skillsOf(field)) : [],
    language: chosen(0.7) ? list(languagesOf(country.language)) : [],
    social_link: chosen(0.6)
      ? list([{ network: 'GitHub', username, url: `https://github.example.com/${username}` }])
      : [],
  };
}

type Field = (typeof FIELDS)[number];

function pick<const Items extends readonly [unknown, ...unknown[]]>(items: Items): Items[number] {
  return faker.helpers.arrayElement(items);
}

/** Most updates are recent; a few are years old. */
function recently(): number {
  return Math.floor(faker.number.float() ** 4 * OLDEST_UPDATE_DAYS);
}

function newId(number: number, series: 0 | 1): string {
  const random = Uint8Array.from({ length: 16 }, () => faker.number.int(255));
  return uuidv7({
    msecs: FIRST_ID_AT + number,
    seq: series === 0 ? 0 : faker.number.int(0x7fffffff),
    random,
  });
}

function bioOf(field: Field, positions: number) {
  const years = 2 + positions * 3;
  const summary = `${pick(field.titles)} with about ${years} years in ${field.area.toLowerCase()}. ${pick(field.phrases)}`;
  return { label: pick(field.titles), summary };
}

/** The newest first, with no gap and no overlap. */
function careerOf(field: Field): Row[] {
  let year = 2026;
  return Array.from({ length: faker.number.int({ min: 1, max: 4 }) }, (_, index) => {
    const end = year;
    year -= faker.number.int({ min: 1, max: 5 });
    return {
      name: pick(COMPANIES),
      position: pick(field.titles),
      location: null,
      description: null,
      url: null,
      start_date: `${year}-0${faker.number.int({ min: 1, max: 9 })}`,
      end_date: index === 0 ? null : String(end),
      summary: pick(field.phrases),
      highlights: [pick(field.phrases)],
    };
  });
}

function educationOf(field: Field): Row {
  const end = faker.number.int({ min: 1990, max: 2016 });
  const dates = { start_date: String(end - faker.number.int({ min: 2, max: 5 })), end_date: String(end) };
  return {
    institution: pick(SCHOOLS),
    area: field.area,
    study_type: pick(DEGREES),
    url: null,
    score: null,
    courses: [],
    ...dates,
  };
}

function skillsOf(field: Field): Row[] {
  const names = faker.helpers.arrayElements(field.skills, { min: 1, max: 4 });
  return names.map((name) => ({ name, level: pick(LEVELS), keywords: [] }));
}

function languagesOf(own: string): Row[] {
  const english = { language: 'English', code: 'en', fluency: own === 'en' ? 'Native speaker' : 'Fluent' };
  const native = { language: LANGUAGES[own] ?? own, code: own, fluency: 'Native speaker' };
  return own === 'en' ? [english] : [native, english];
}
