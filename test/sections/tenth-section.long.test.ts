// Adds a tenth section, the certificates of a JSON Resume, to a copy of this checkout, by the steps of "Add a section" in
// docs/contributing.md. No other file is edited, and everything else, the fences too, covers the section.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  BreakingChangeType,
  buildSchema,
  findSchemaChanges,
  GraphQLEnumType,
  printSchema,
  type GraphQLSchema,
} from 'graphql';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseJson } from '../../src/search/json.ts';
import { sections } from '../../src/sections/registry.ts';
import { compilerErrors } from '../graphql/invalidation/compiler.ts';
import {
  changed,
  declarationsIn,
  repository,
  sourcesOf,
  type Declaration,
} from '../graphql/invalidation/declarations.ts';
import { lint } from '../lint/lint.ts';
import { createEmptyDatabase } from '../support/postgres.ts';
import { startVitaeProcess, temporaryDataDir, type VitaeProcess } from '../support/vitae-process.ts';
import { createCheckout, type Checkout } from './checkout.ts';
import { eventually } from '../support/eventually.ts';

const FOLDER = 'src/sections/certificate';
const SCHEMA = `${FOLDER}/schema.ts`;
const LINE = 'invalidates: ({ profileId }) => [profileCompletionTag(profileId)],';
/** The registry's sections, and the new one. */
const SECTIONS = sections.length + 1;
const CERTIFICATES = [
  {
    name: 'Quipu Master',
    date: '2019-05',
    issuer: 'Academia del Quechua',
    url: 'https://quipu.example.com/7',
    serial: 'Q-4711',
  },
  { name: 'First Aid' },
] as const;

let opened: AsyncDisposableStack | undefined;
let checkout: Checkout;
let env: Record<string, string>;
let database: Client;
let schema: GraphQLSchema;

const fixture = (name: string) =>
  readFile(path.join(import.meta.dirname, 'certificate', `${name}.txt`), 'utf8');

beforeAll(async () => {
  expect(
    sections.map(({ name }) => name),
    `${FOLDER} is a section now: give the one of this file and of test/sections/certificate another name`,
  ).not.toContain('certificate');
  await using opening = new AsyncDisposableStack();
  const { url } = opening.adopt(await createEmptyDatabase(), (made) => made.drop());
  const { dataDir, remove } = await temporaryDataDir();
  opening.defer(remove);
  env = { DATABASE_URL: url, DATA_DIR: dataDir, PORT: '0', SEED_PROFILES: '200' };
  database = opening.adopt(new Client({ connectionString: url }), (client) => client.end());
  await database.connect();
  checkout = opening.use(await createCheckout());

  const model = (await checkout.read('prisma/schema.prisma')) + (await fixture('model.prisma'));
  await checkout.write(
    'prisma/schema.prisma',
    model.replace(/^ +socialLinks .*\n/m, (line) => `${line}  certificates Certificate[]\n`),
  );
  await checkout.generatePrisma();
  await checkout.run('dev/migrations/new.ts', ['certificate'], env);
  await checkout.write(`${FOLDER}/section.ts`, await fixture('section.ts'));
  await checkout.write(SCHEMA, await fixture('schema.ts'));
  await checkout.write(`${FOLDER}/demo.ts`, await fixture('demo.ts'));
  schema = buildSchema(await checkout.run('dev/generate/schema.ts'));
  opened = opening.move();
}, 300_000);
afterAll(() => opened?.disposeAsync());

const isOfSection = ({ file }: { readonly file: string }) => file.startsWith(FOLDER);

it('needs its folder, its model and its migration, and no other edit', async () => {
  const sources = sourcesOf(checkout.root);
  expect(sources.filter((source) => !isOfSection(source))).toEqual(sourcesOf(repository));
  expect(sources.filter(isOfSection).map(({ file }) => file)).toEqual([
    `${FOLDER}/demo.ts`,
    SCHEMA,
    `${FOLDER}/section.ts`,
  ]);
  expect(await checkout.run('cli/migrate.ts', ['--check'], env)).toBe('Migrations and schema agree.\n');
});

it('the schema has it, and keeps all that it had', async () => {
  const before = buildSchema(await readFile('schema.graphql', 'utf8'));
  const breaking = new Set<string>(Object.values(BreakingChangeType));
  expect(findSchemaChanges(before, schema).filter(({ type }) => breaking.has(type))).toEqual([]);
  const names = schema.getType('SectionName');
  expect(names).toBeInstanceOf(GraphQLEnumType);
  if (names instanceof GraphQLEnumType) expect(names.getValues()).toHaveLength(SECTIONS);
  const lines = printSchema(schema).split('\n');
  const added = lines.filter((line) => !printSchema(before).includes(line)).map((line) => line.trim());
  for (const line of ['certificate', 'type Certificate {', 'certificates(']) {
    expect(added).toContain(line);
  }
  expect(schema.getMutationType()?.getFields()).toHaveProperty('saveCertificates');
});

describe('the fences cover it', () => {
  let declarations: readonly Declaration[];
  beforeAll(() => {
    declarations = sourcesOf(checkout.root).filter(isOfSection).flatMap(declarationsIn);
    expect(declarations.map(({ name }) => name)).toEqual(['saveCertificates', 'deleteCertificates']);
  });

  it(
    'the compiler reports each of its mutations without a declaration, and nothing else',
    { timeout: 600_000 },
    () => {
      const files = sourcesOf(checkout.root).map(({ file }) => file);
      const removed = new Map([[SCHEMA, changed(declarations, () => '')]]);
      const errors = [...compilerErrors(checkout.root, removed, files).values()].flat();
      expect(errors).toHaveLength(declarations.length);
      for (const error of errors) {
        expect(error).toContain(`${SCHEMA}:`);
        expect(error).toContain("Property 'invalidates' is missing in type");
        expect(error).toContain(LINE);
      }
    },
  );

  it('the lint rule accepts it, and reports each of its mutations without a declaration', async () => {
    expect(lint(checkout.root, SCHEMA, await checkout.read(SCHEMA))).toEqual([]);
    const messages = lint(
      checkout.root,
      SCHEMA,
      changed(declarations, () => ''),
    ).map(({ message }) => message);
    const names = messages.map((message) => /^Mutation "(\w+)" writes/.exec(message)?.[1]);
    expect(names).toEqual(declarations.map(({ name }) => name));
    for (const message of messages) expect(message).toContain(`Add: ${LINE}`);
  });

  it('the schema is not built without declarations, and the start says why', async () => {
    const whole = await checkout.read(SCHEMA);
    await checkout.write(
      SCHEMA,
      changed(declarations, () => ''),
    );
    await expect(checkout.run('main.ts', [], env)).rejects.toThrow(
      "do not declare what they invalidate: mutationField('deleteCertificates'), mutationField('saveCertificates'). " +
        `Add to the options of each: ${LINE}`,
    );
    await checkout.write(SCHEMA, whole);
  });
});

describe('running', () => {
  let vitae: VitaeProcess;
  beforeAll(async () => {
    vitae = await startVitaeProcess(env, checkout.root);
  });
  afterAll(() => vitae.stop());

  async function ask(query: string, variables: object = {}, token = `Bearer ${vitae.administratorToken}`) {
    const answer = await fetch(vitae.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: token }) },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = z
      .object({ data: z.record(z.string(), z.unknown()).nullish(), errors: z.unknown().optional() })
      .parse(await answer.json());
    expect(errors).toBeUndefined();
    return data ?? {};
  }

  const completionRule = z.object({
    percentage: z.number(),
    sections: z.array(z.object({ name: z.string(), status: z.string() })),
  });
  const COMPLETION = 'completion { percentage sections { name status } }';
  const payloadRule = z.object({ profile: z.object({ id: z.string(), completion: completionRule }) });

  it('the completion counts it, and follows its mutations and writes by SQL through the cache', async () => {
    const create = `mutation { createProfile(input: { fullName: "Killa Quispe" }) {
      ... on ProfilePayload { profile { id ${COMPLETION} } } } }`;
    const { profile } = payloadRule.parse((await ask(create))['createProfile']);
    expect(profile.completion.sections).toHaveLength(SECTIONS);
    expect(profile.completion.percentage).toBe(0);
    const save = `mutation ($id: ID!, $certificates: [CertificateInput!]!) {
      saveCertificates(profileId: $id, certificates: $certificates) { ... on ProfilePayload { profile { id ${COMPLETION} } } } }`;
    const saved = await ask(save, { id: profile.id, certificates: CERTIFICATES });
    const { completion } = payloadRule.parse(saved['saveCertificates']).profile;
    expect(completion.percentage).toBe(Math.round(100 / SECTIONS));
    expect(completion.sections).toContainEqual({ name: 'certificate', status: 'FILLED' });
    await database.query('DELETE FROM certificate WHERE profile_id = $1', [profile.id]);
    await eventually(async () => {
      const read = await ask(`query ($id: ID!) { profile(id: $id) { id ${COMPLETION} } }`, {
        id: profile.id,
      });
      expect(payloadRule.parse(read).profile.completion.percentage).toBe(0);
    });
    await ask(save, { id: profile.id, certificates: CERTIFICATES });
  });

  it('the index has it, and a search finds it', async () => {
    const found = async () => {
      const { searchProfiles } = await ask(
        '{ searchProfiles(query: "Quipu Quechua") { hits { profile { fullName } } } }',
      );
      expect(searchProfiles).toEqual({ hits: [{ profile: { fullName: 'Killa Quispe' } }] });
    };
    await eventually(found);
  });

  it('a resume is imported and exported with its certificates, and others do not see what is private', async () => {
    const file = path.join(checkout.root, 'resume.json');
    await checkout.write(
      'resume.json',
      JSON.stringify({ basics: { name: 'Inti' }, certificates: CERTIFICATES }),
    );
    const imported = await checkout.run('cli/import.ts', [file], env);
    const [, id = ''] = /created ([\da-f-]{36})\n/.exec(imported) ?? [];
    const exported = parseJson(await checkout.run('cli/export.ts', [id], env));
    expect(exported).toMatchObject({ basics: { name: 'Inti' }, certificates: CERTIFICATES });

    const forOthers = await checkout.run('cli/export.ts', [id, '--public'], env);
    const { serial, ...shown } = CERTIFICATES[0];
    expect(forOthers).not.toContain(serial);
    expect(parseJson(forOthers)).toMatchObject({ certificates: [shown, CERTIFICATES[1]] });
    const read = (token?: string) =>
      ask('query ($id: ID!) { profile(id: $id) { certificates { name serial } } }', { id }, token);
    const seen = (first: string | null) => ({
      profile: {
        certificates: [
          { name: 'Quipu Master', serial: first },
          { name: 'First Aid', serial: null },
        ],
      },
    });
    expect(await read()).toEqual(seen(serial));
    expect(await read('')).toEqual(seen(null));
  });

  it('generated people have some', async () => {
    const { rows } = await database.query<{ people: number }>(
      `SELECT count(DISTINCT profile_id)::int AS people FROM certificate JOIN profile ON profile.id = profile_id
        WHERE import_key LIKE 'seed:%'`,
    );
    expect(rows[0]?.people).toBeGreaterThan(60);
    expect(rows[0]?.people).toBeLessThan(140);
  });
});
