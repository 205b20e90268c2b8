// What holds for a resume that is imported, edited by hand in many ways, and imported again as it was and as it is now.
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Transaction } from '../../src/database/client.ts';
import { writeProfile } from '../../src/profiles/write.ts';
import { exportResume } from '../../src/resume/export.ts';
import { importResume } from '../../src/resume/import.ts';
import { isJsonObject, parseJson, type JsonObject, type JsonValue } from '../../src/search/json.ts';
import { educationRule } from '../../src/sections/education/section.ts';
import { experienceRule } from '../../src/sections/experience/section.ts';
import { languagesRule } from '../../src/sections/language/section.ts';
import { addItem, deleteItem, editItem, replaceList } from '../../src/sections/rows.ts';
import { skillsRule } from '../../src/sections/skill/section.ts';
import { socialLinkRule } from '../../src/sections/social-link/section.ts';
import { stableText } from '../../src/sections/stable-text.ts';
import type { Vitae } from '../support/vitae.ts';

/** An item of a list, as the file has it and as the person has it now. */
interface Tracked {
  /** Undefined where it was added by hand. */
  readonly file: JsonObject | undefined;
  /** Known fields; undefined where no section holds it, or it was deleted by hand. */
  hand: JsonObject | undefined;
  id?: string;
}

/** The functions that the API's mutations use. */
interface List {
  readonly make: (n: number) => JsonObject;
  /** What identifies an item; it may be empty but for the first of them. */
  readonly names: readonly [string, string];
  readonly others: readonly [string, string];
  readonly most: number;
  readonly rows: (vitae: Vitae, profileId: string) => Promise<readonly { id: string }[]>;
  /** Undefined where the list is replaced as a whole. */
  readonly one?: {
    readonly add: (tx: Transaction, profileId: string, item: JsonObject) => Promise<string>;
    readonly edit: (tx: Transaction, profileId: string, id: string, item: JsonObject) => Promise<string>;
    readonly remove: (tx: Transaction, profileId: string, id: string) => Promise<void>;
  };
  readonly all?: (tx: Transaction, profileId: string, items: readonly JsonObject[]) => Promise<void>;
}

const order = { orderBy: { ordinal: 'asc' } } as const;
const LISTS: Readonly<Record<string, List>> = {
  work: {
    make: (n) => ({ name: `Employer ${n % 3}`, position: `Position ${n}`, startDate: '2015' }),
    names: ['name', 'position'],
    others: ['summary', 'description'],
    most: 100,
    rows: ({ db }, profileId) => db.experience.findMany({ where: { profileId }, ...order }),
    one: {
      add: (tx, profileId, item) => addItem(tx.experience, 100, profileId, experienceRule.parse(item)),
      edit: (tx, profileId, id, item) =>
        editItem(tx.experience, 'experience', { profileId, id }, experienceRule.parse(item)),
      remove: (tx, profileId, id) => deleteItem(tx.experience, 'experience', { profileId, id }),
    },
  },
  education: {
    make: (n) => ({ institution: `School ${n}`, area: `Area ${n % 2}` }),
    names: ['institution', 'area'],
    others: ['score', 'studyType'],
    most: 50,
    rows: ({ db }, profileId) => db.education.findMany({ where: { profileId }, ...order }),
    one: {
      add: (tx, profileId, item) => addItem(tx.education, 50, profileId, educationRule.parse(item)),
      edit: (tx, profileId, id, item) =>
        editItem(tx.education, 'education', { profileId, id }, educationRule.parse(item)),
      remove: (tx, profileId, id) => deleteItem(tx.education, 'education', { profileId, id }),
    },
  },
  'basics.profiles': {
    make: (n) => ({ network: `Network ${n}`, url: `https://example.org/${n}` }),
    names: ['network', 'url'],
    others: ['username', 'username'],
    most: 50,
    rows: ({ db }, profileId) => db.socialLink.findMany({ where: { profileId }, ...order }),
    one: {
      add: (tx, profileId, item) => addItem(tx.socialLink, 50, profileId, socialLinkRule.parse(item)),
      edit: (tx, profileId, id, item) =>
        editItem(tx.socialLink, 'social link', { profileId, id }, socialLinkRule.parse(item)),
      remove: (tx, profileId, id) => deleteItem(tx.socialLink, 'social link', { profileId, id }),
    },
  },
  skills: {
    make: (n) => ({ name: `Skill ${n}` }),
    names: ['name', 'name'],
    others: ['level', 'level'],
    most: 100,
    rows: ({ db }, profileId) => db.skill.findMany({ where: { profileId }, ...order }),
    all: (tx, profileId, items) => replaceList(tx, 'skill', profileId, skillsRule.parse(items)),
  },
  languages: {
    make: (n) => ({ language: `Language ${n}` }),
    names: ['language', 'language'],
    others: ['fluency', 'fluency'],
    most: 100,
    rows: ({ db }, profileId) => db.language.findMany({ where: { profileId }, ...order }),
    all: (tx, profileId, items) => replaceList(tx, 'language', profileId, languagesRule.parse(items)),
  },
};

const list = fc.constantFrom(...Object.keys(LISTS));
const step = fc.record({
  list,
  what: fc.constantFrom('rename', 'replace', 'change', 'clear', 'delete', 'move', 'add'),
  at: fc.nat(),
  value: fc.nat(1000),
});
const size = fc.oneof(
  { weight: 9, arbitrary: fc.nat(5) },
  { weight: 1, arbitrary: fc.integer({ min: 49, max: 53 }) },
);
export const histories = fc.record({
  sizes: fc.record({
    work: fc.nat(5),
    education: size,
    'basics.profiles': size,
    skills: fc.oneof({ weight: 9, arbitrary: fc.nat(5) }, { weight: 1, arbitrary: fc.constant(103) }),
    languages: fc.nat(5),
  }),
  hand: fc.array(step, { maxLength: 12 }),
  file: fc.array(step, { maxLength: 6 }),
});
type History = typeof histories extends fc.Arbitrary<infer Value> ? Value : never;
type Step = History['hand'][number];

const known = (item: JsonObject) =>
  Object.fromEntries(Object.entries(item).filter(([name]) => !name.startsWith('x-')));

function fileOf(name: string, lists: ReadonlyMap<string, readonly (JsonObject | undefined)[]>): JsonObject {
  const own = (list: string): JsonValue[] => (lists.get(list) ?? []).filter((item) => item !== undefined);
  const rest = Object.keys(LISTS).filter((list) => list !== 'basics.profiles');
  const email = `${name.toLowerCase().replaceAll(' ', '.')}@people.dev`;
  return {
    basics: { name, email, 'x-basics': 1, profiles: own('basics.profiles') },
    ...Object.fromEntries(rest.map((list) => [list, own(list)])),
    volunteer: [{ organization: 'Club' }],
  };
}

function itemsIn(resume: JsonObject, list: string): JsonObject[] {
  const value = list
    .split('.')
    .reduce<JsonValue>((at, key) => (isJsonObject(at) ? (at[key] ?? []) : []), resume);
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** The item after an edit. */
function edited(item: JsonObject, { names, others }: List, { what, value }: Step): JsonObject {
  const [first, second] = names;
  const text = (field: string) =>
    field === 'url' ? `https://example.com/${value}` : `${field} by ${what} ${value}`;
  if (what === 'rename') return { ...item, [first]: text(first) };
  if (what === 'replace') return { ...item, [first]: text(first), [second]: text(second) };
  const other = value % 2 === 0 ? others[0] : others[1];
  if (what === 'change') return { ...item, [other]: text(other) };
  const cleared = Object.entries(item).filter(([name]) => !others.includes(name));
  return Object.fromEntries(cleared);
}

/** @returns how many histories were tried */
export async function checkHistories(vitae: Vitae, seed: number, numRuns: number): Promise<void> {
  let people = 0;
  const check = async (history: History) => {
    people += 1;
    await new Life(vitae, `Edited ${seed} ${people}`).check(history);
  };
  await fc.assert(fc.asyncProperty(histories, check), { seed, numRuns });
}

class Life {
  readonly #vitae: Vitae;
  readonly #name: string;
  readonly #lists = new Map<string, Tracked[]>();
  #profileId = '';

  constructor(vitae: Vitae, name: string) {
    this.#vitae = vitae;
    this.#name = name;
  }

  async check({ sizes, hand, file }: History): Promise<void> {
    const first = await this.#importFirst(sizes);
    for (const step of hand) await this.#edit(step);
    await this.#expectItems(
      new Map([...this.#lists].map(([list, items]) => [list, items.map(({ file }) => file)])),
    );
    await this.#expectStable();
    const before = await this.#export();
    expect(await this.#import(first)).toBe('unchanged');
    expect(await this.#export()).toEqual(before);

    const next = this.#nextFile(file);
    await this.#import(fileOf(this.#name, next));
    await this.#expectItems(next);
    await this.#expectStable();
  }

  async #importFirst(sizes: History['sizes']): Promise<JsonObject> {
    for (const [list, length] of Object.entries(sizes)) {
      const items = Array.from({ length }, (_, n) => ({ ...LISTS[list]?.make(n), 'x-of': `${list} ${n}` }));
      this.#lists.set(
        list,
        items.map((item) => ({ file: item, hand: known(item) })),
      );
    }
    const schools = this.#lists.get('education');
    // No section holds it.
    schools?.splice(schools.length / 2, 0, { file: { score: '1', 'x-of': 'nobody' }, hand: undefined });
    const files = [...this.#lists].map(([list, items]) => [list, items.map(({ file }) => file)] as const);
    const first = fileOf(this.#name, new Map(files));
    const { profileId } = await importResume(this.#vitae.writes, first);
    this.#profileId = profileId;
    for (const [list, items] of this.#lists) {
      const rows = (await LISTS[list]?.rows(this.#vitae, profileId)) ?? [];
      const held = items.filter((item) => item.hand);
      for (const item of held.slice(rows.length)) item.hand = undefined;
      for (const [index, { id }] of rows.entries()) Object.assign(held[index] ?? {}, { id });
    }
    return first;
  }

  async #edit(step: Step): Promise<void> {
    const rules = LISTS[step.list];
    const items = this.#lists.get(step.list);
    if (!rules || !items) return;
    const held = items.filter((item) => item.hand);
    const item = held[step.at % held.length];
    const added: Tracked = { file: undefined, hand: rules.make(2000 + step.value + items.length * 1000) };
    const { one, all } = rules;
    await writeProfile(this.#vitae.writes, this.#profileId, async (tx) => {
      if (step.what === 'add') {
        if (held.length >= rules.most) return;
        items.push(added);
        if (one && added.hand) added.id = await one.add(tx, this.#profileId, added.hand);
      } else if (item?.hand && step.what === 'delete') {
        item.hand = undefined;
        if (one) await one.remove(tx, this.#profileId, item.id ?? '');
      } else if (item?.hand && step.what === 'move') {
        if (all) items.splice(items.indexOf(item), 1);
        if (all) items.push(item);
      } else if (item?.hand) {
        item.hand = edited(item.hand, rules, step);
        if (one) await one.edit(tx, this.#profileId, item.id ?? '', item.hand);
      }
      const now = items.flatMap(({ hand }) => (hand ? [hand] : []));
      if (all) await all(tx, this.#profileId, now);
    });
  }

  /** The file after changes, by the items that it had. */
  #nextFile(steps: readonly Step[]): Map<string, (JsonObject | undefined)[]> {
    const next = new Map([...this.#lists].map(([list, items]) => [list, items.map(({ file }) => file)]));
    for (const step of steps) {
      const [files, rules] = [next.get(step.list) ?? [], LISTS[step.list]];
      const at = step.at % (files.length || 1);
      const file = files[at];
      if (!rules) continue;
      if (step.what === 'add') this.#add(files, rules, step);
      else if (file && step.what === 'delete') files[at] = undefined;
      else if (file && step.what === 'change')
        files[at] = { ...edited(file, rules, { ...step, value: 5000 + step.value }), 'x-of': 'changed' };
    }
    return next;
  }

  /** The newest comes first, as in most resumes, unless that leaves others over the maximum. */
  #add(files: (JsonObject | undefined)[], rules: List, { list, value }: Step): void {
    const item = { ...rules.make(500_000 + value * 1000 + files.length), 'x-of': 'new' };
    const isFull = files.length >= rules.most;
    files[isFull ? 'push' : 'unshift'](item);
    // It is of the file alone, so the hand has nothing of it.
    this.#lists.get(list)?.[isFull ? 'push' : 'unshift']({ file: item, hand: undefined });
  }

  /** Each item has what the hand changed, and else what the file says. */
  async #expectItems(files: ReadonlyMap<string, readonly (JsonObject | undefined)[]>): Promise<void> {
    const out = await this.#export();
    for (const [list, items] of this.#lists) {
      const now = files.get(list) ?? [];
      const expected = items.map((item, index) => expectedItem(item, now[index]));
      const all = expected.filter((item) => item !== undefined);
      expect(itemsIn(out, list).map(stableText).sort(), list).toEqual(all.map(stableText).sort());
    }
  }

  async #expectStable(): Promise<void> {
    const before = await this.#export();
    expect(await this.#import(before)).toBe('unchanged');
    expect(await this.#export()).toEqual(before);
  }

  async #export(): Promise<JsonObject> {
    const out = await exportResume(this.#vitae.db, this.#profileId, 'owner');
    const json = parseJson(JSON.stringify(out));
    if (!isJsonObject(json)) throw new Error('there is no such profile');
    return json;
  }

  async #import(json: JsonObject): Promise<string> {
    return (await importResume(this.#vitae.writes, json, { profileId: this.#profileId })).outcome;
  }
}

function expectedItem({ file, hand, id }: Tracked, now: JsonObject | undefined): JsonObject | undefined {
  if (!file) return hand;
  // Only what no section holds has never had a row.
  if (!hand) return id === undefined ? now : undefined;
  const isTouched = stableText(hand) !== stableText(known(file));
  if (!now) return isTouched ? hand : undefined;
  const fields = [...new Set([...Object.keys(now), ...Object.keys(hand)])].flatMap((name) => {
    const isOfHand = !name.startsWith('x-') && hand[name] !== file[name];
    const value = isOfHand ? hand[name] : now[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(fields);
}
