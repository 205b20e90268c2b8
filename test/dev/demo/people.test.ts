// Generated people, without a database: a number always makes the same person, and the API would accept their sections.
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { webUrl } from '../../../src/graphql/input-rules.ts';
import { handleRule } from '../../../src/profiles/handle.ts';
import { COUNTRIES } from '../../../src/dev/demo/people/countries.ts';
import { randomFrom } from '../../../src/dev/demo/people/random.ts';
import { personRows } from './person-rows.ts';
import { bioRule } from '../../../src/sections/bio/section.ts';
import type { GeneratedRow } from '../../../src/dev/demo/define-demo.ts';
import { educationRule } from '../../../src/sections/education/section.ts';
import { experienceRule } from '../../../src/sections/experience/section.ts';
import { languagesRule } from '../../../src/sections/language/section.ts';
import { locationRule } from '../../../src/sections/location/section.ts';
import { parseNumber } from '../../../src/sections/phone-number/section.ts';
import { sections } from '../../../src/sections/registry.ts';
import { skillsRule } from '../../../src/sections/skill/section.ts';
import { socialLinkRule } from '../../../src/sections/social-link/section.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
const people = Array.from({ length: 3000 }, (_, index) => personRows(index + 1, NOW));
const rows = (table: string) => people.flatMap((person) => person[table] ?? []);

const NOT_CONTENT = ['id', 'ordinal', 'profileId', 'updatedAt'];

/** The fields that an input of the API has. */
function content(row: GeneratedRow): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !NOT_CONTENT.includes(name)));
}

const byPerson = (table: string) =>
  people.map((person) => (person[table] ?? []).map(content)).filter((list) => list.length > 0);

it('makes the same person for the same number', () => {
  expect(personRows(17, NOW)).toEqual(people[16]);
  const { profile: [later] = [] } = personRows(17, new Date('2030-01-01T00:00:00Z'));
  expect(later).toMatchObject({
    id: people[16]?.['profile']?.[0]?.['id'],
    fullName: people[16]?.['profile']?.[0]?.['fullName'],
  });
});

it('gives unique ids and handles, with ids in the order of the numbers', () => {
  const ids = rows('profile').map(({ id }) => id);
  expect(new Set(ids).size).toBe(people.length);
  expect(ids).toEqual([...ids].sort());
  expect(ids.every((id) => z.uuidv7().safeParse(id).success)).toBe(true);
  expect(new Set(rows('profile').map(({ handle }) => handle)).size).toBe(people.length);
  for (const { handle } of rows('profile')) expect(handleRule.parse(handle)).toBe(handle);
});

describe('the rules of the sections accept it unchanged', () => {
  it.each<[string, z.ZodType]>([
    ['bio', z.array(bioRule)],
    ['location', z.array(locationRule)],
    ['experience', z.array(experienceRule)],
    ['education', z.array(educationRule)],
    ['skill', skillsRule],
    ['language', languagesRule],
    ['socialLink', z.array(socialLinkRule)],
    ['photo', z.array(z.object({ url: webUrl }))],
  ])('%s', (table, rule) => {
    for (const list of byPerson(table)) expect(rule.parse(list)).toEqual(list);
  });

  it('phoneNumber: valid in its country, and parsed as Vitae would', () => {
    for (const { number, countryCode: country, e164 } of rows('phoneNumber')) {
      expect(parseNumber(String(number), String(country))).toMatchObject({ e164 });
      const parsed = parsePhoneNumberFromString(String(e164));
      expect([parsed?.isValid(), parsed?.country, e164]).toEqual([true, country, e164]);
    }
  });
});

it('varies: some sections are missing, some stale, some people private, and each country is used', () => {
  const share = (count: number) => count / people.length;
  const shares = sections.map(({ name }) => share(people.filter((person) => person[name]?.length).length));
  expect(Math.max(...shares)).toBeLessThan(0.95);
  // A section may be rare, or not generated.
  expect(shares.sort((one, other) => one - other)[Math.floor(shares.length / 2)]).toBeGreaterThan(0.6);
  const bios = rows('bio').map(({ updatedAt: at }) => NOW.getTime() - Date.parse(String(at)));
  const stale = bios.filter((age) => age > 365 * 86_400_000).length / bios.length;
  expect(stale).toBeGreaterThan(0.1);
  expect(stale).toBeLessThan(0.5);
  expect(Math.min(...bios)).toBeGreaterThanOrEqual(0);
  const hidden = rows('profile').filter(({ visibility }) => visibility === 'PRIVATE').length;
  expect(share(hidden)).toBeGreaterThan(0.03);
  expect(share(hidden)).toBeLessThan(0.07);
  const countries = new Set(rows('location').map(({ countryCode: code }) => code));
  expect(countries).toEqual(new Set(COUNTRIES.map(({ code }) => code)));
});

it('uses a random sequence for each purpose, so that a new one does not change the others', () => {
  const draws = (number: number, purpose: string) => {
    const random = randomFrom(number, purpose);
    return Array.from({ length: 20 }, () => random.int(0, 1_000_000));
  };
  expect(draws(7, 'bio')).toEqual(draws(7, 'bio'));
  const others = [draws(7, 'oib'), draws(7, 'photo'), draws(8, 'bio')];
  for (const other of others) expect(other.filter((draw) => draws(7, 'bio').includes(draw))).toEqual([]);
});
