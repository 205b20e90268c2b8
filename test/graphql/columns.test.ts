// A document reads the columns that it asks for. Every field of every type that is a table is asked for alone, by each
// operation that leads to it: the statements return its column, keys, and what decides who may see the profile.
import { beforeAll, describe, expect, it } from 'vitest';
import { getNamedType, isLeafType } from 'graphql';
import { schema } from '../../src/server/schema.ts';
import { itemTypes, profileMutations } from '../support/mutations.ts';
import { validArguments } from '../support/valid-arguments.ts';
import { useVitae } from '../support/vitae.ts';
import { administratorArgs } from './invalidation/evidence-cases.ts';
import { caseOf, makeWorld, type World } from './auth/matrix/world.ts';
import {
  coordinateOf,
  describeWay,
  documentOf,
  fieldOf,
  operations,
  waysFrom,
  type Step,
  type Way,
} from './auth/matrix/ways.ts';

const vitae = useVitae({ workers: false, sweeps: false });
let world: World;
let keys: ReadonlySet<string>;
beforeAll(async () => {
  world = await makeWorld(vitae);
  keys = await keyColumns();
});

/** Columns with another name than their field. */
const RENAMED: Readonly<Record<string, string>> = { size: 'size_bytes', limit: 'limit_bytes' };
/** They read sections: those whose completion is not in the cache, and all. */
const OF_SECTIONS = ['Profile.completion', 'Profile.resume'];
/** Read with every profile: who may see it. */
const ACCESS = 'profile.visibility';
/** The first two read the whole profile to compare it, the third needs a person without a profile, the others can be asked once. */
const NOT_ASKED = [
  ...['profileInspection', 'importResume', 'createProfile'],
  ...itemTypes.map((type) => `delete${type}`),
];

const snakeCase = (name: string) => name.replace(/(?<=.)[A-Z]/g, '_$&').toLowerCase();

/** The table of a type; null where it is none. */
function tableOf({ type }: Step): string | null {
  const model = schema.getType(type)?.extensions['pothosPrismaModel'];
  return typeof model === 'string' ? snakeCase(model) : null;
}

/** A row of which a profile has one has the profile's id. */
function columnOf(step: Step): string | null {
  if (!isLeafType(getNamedType(fieldOf(step).type))) return null;
  const table = tableOf(step) ?? '';
  const isOfProfile = step.name === 'id' && !keys.has(`${table}.id`);
  return `${table}.${isOfProfile ? 'profile_id' : (RENAMED[step.name] ?? snakeCase(step.name))}`;
}

/** The primary and foreign keys of all tables, as in `bio.profile_id`. */
async function keyColumns(): Promise<ReadonlySet<string>> {
  const rows = await vitae.sql<{ name: string }>(
    `SELECT table_name || '.' || column_name AS name FROM information_schema.key_column_usage
      JOIN information_schema.table_constraints USING (constraint_schema, constraint_name, table_name)
      WHERE constraint_schema = 'public' AND constraint_type IN ('PRIMARY KEY', 'FOREIGN KEY')`,
  );
  return new Set(rows.map(({ name }) => name));
}

const tables = new Set(Object.keys(schema.getTypeMap()).map((type) => tableOf({ type, name: '' })));

/** The columns of tables that these statements return. A mutation reads its answer after its transaction. */
function columnsOf(statements: readonly string[]): string[] {
  const lists = statements
    .slice(statements.lastIndexOf('COMMIT') + 1)
    .map((sql) => /^SELECT (.*?) FROM /s.exec(sql)?.[1] ?? '');
  const named = lists.flatMap((list) => [...list.matchAll(/"public"\."(\w+)"\."(\w+)"/g)]);
  const ofTables = named.filter(([, table = null]) => tables.has(table));
  return [...new Set(ofTables.map(([, table, column]) => `${table}.${column}`))];
}

/** Every field of a table once for each field that leads to the table, as in `Query.me`. */
const waysByLead = new Map<string, Way[]>();
const seen = new Set<string>();
for (const operation of operations) {
  if (operation.type === 'Subscription' || NOT_ASKED.includes(operation.name)) continue;
  for (const way of waysFrom(operation)) {
    const [lead, end] = way.steps.slice(-2);
    if (!lead || !end || tableOf(end) === null || OF_SECTIONS.includes(coordinateOf(end))) continue;
    const key = `${coordinateOf(lead)} > ${coordinateOf(end)}`;
    if (seen.has(key)) continue;
    seen.add(key);
    waysByLead.set(coordinateOf(lead), [...(waysByLead.get(coordinateOf(lead)) ?? []), way]);
  }
}

async function ask(way: Way): Promise<string[]> {
  const { operation } = way;
  const { shown } = world;
  const isOfProfile = profileMutations.includes(operation.name);
  const variables = isOfProfile
    ? validArguments(operation.name, shown.items)
    : operation.type === 'Mutation'
      ? await administratorArgs(vitae, operation.name)
      : caseOf(operation, world, shown).variables;
  const as = operation.name === 'me' || isOfProfile ? shown.id : 'admin';
  const sent = await vitae.countSql(async () => {
    const { errors, text } = await vitae.send(documentOf(operation, [way]), variables, as);
    expect(errors, text).toBeUndefined();
  });
  return columnsOf(sent);
}

describe('a document that asks for one field reads its column and keys only', () => {
  it.each([...waysByLead])('%s', async (_lead, ways) => {
    for (const way of ways) {
      const end = way.steps.at(-1) ?? way.operation;
      const column = columnOf(end);
      const read = await ask(way);
      const others = read.filter((one) => one !== column && one !== ACCESS && !keys.has(one));
      expect(others, describeWay(way)).toEqual([]);
      if (column !== null) expect(read, describeWay(way)).toContain(column);
    }
  });

  it('covers every table of the schema', () => {
    const ends = [...waysByLead.values()].flat().map(({ steps }) => steps.at(-1));
    expect(new Set([null, ...ends.map((end) => end && tableOf(end))])).toEqual(tables);
    expect(tables).toContain('profile');
  });
});
