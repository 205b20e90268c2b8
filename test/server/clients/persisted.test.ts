// Persisted operations are called by key, alone or beside other documents, from a file that is checked at the start.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPersistedOperations } from '../../../src/graphql/yoga/persisted-operations.ts';
import { schema } from '../../../src/server/schema.ts';
import { variantOf, type Variant } from '../../support/variant.ts';
import { startVitae, type Vitae } from '../../support/vitae.ts';

let vitae: Vitae;
let folder: string;
beforeAll(async () => {
  vitae = await startVitae({ workers: false });
  folder = await mkdtemp(path.join(tmpdir(), 'vitae-persisted-'));
});
afterAll(() => Promise.all([vitae.close(), rm(folder, { recursive: true })]));

async function read(content: string) {
  const file = path.join(folder, 'documents.json');
  await writeFile(file, content);
  return readPersistedOperations(file, schema);
}

const DOCUMENTS = JSON.stringify({
  typename: 'query Typename { __typename }',
  one: 'query One($id: ID!) { profile(id: $id) { fullName } }',
});
const persisted = (key: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: key } } });

async function ask({ app }: Variant, body: object): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify(body) };
  return (await app.fetch('http://vitae.test/graphql', init)).text();
}

describe('persisted operations', () => {
  it('are called by key, with variables, beside any other document', async () => {
    const api = variantOf(vitae, {}, { persistedOperations: await read(DOCUMENTS) });
    expect(await ask(api, persisted('typename'))).toBe('{"data":{"__typename":"Query"}}');
    const id = '01a00000-0000-7000-8000-000000000001';
    expect(await ask(api, { ...persisted('one'), variables: { id } })).toBe('{"data":{"profile":null}}');
    expect(await ask(api, { query: '{ __typename }' })).toBe('{"data":{"__typename":"Query"}}');
    for (const unknown of ['none', '__proto__', 'constructor', ''])
      expect(await ask(api, persisted(unknown)), unknown).toContain('PERSISTED_QUERY_NOT_IN_LIST');
  });

  it('can be the only documents that are accepted', async () => {
    const environment = { PERSISTED_OPERATIONS: 'given to the test', PERSISTED_OPERATIONS_ONLY: 'on' };
    const persistedOperations = await read(DOCUMENTS);
    const api = variantOf(vitae, environment, { persistedOperations });
    expect(await ask(api, persisted('typename'))).toBe('{"data":{"__typename":"Query"}}');
    const refused = [
      { query: '{ __typename }' },
      { query: 'query Typename { __typename }', ...persisted('typename') },
    ];
    for (const body of refused) expect(await ask(api, body)).not.toContain('"data"');
  });

  it('have the limits of any other operation', async () => {
    const environment = { LIMIT_FIELDS: '1' };
    const persistedOperations = await read(DOCUMENTS);
    const api = variantOf(vitae, environment, { persistedOperations });
    expect(await ask(api, { ...persisted('one'), variables: { id: 'x' } })).toContain('LIMIT_EXCEEDED');
  });
});

describe('an invalid file fails the start with the reason', () => {
  it.each([
    ['no JSON', 'is not a JSON object of documents'],
    ['["query { __typename }"]', 'is not a JSON object of documents'],
    ['{"a":1}', 'is not a JSON object of documents'],
    ['{"good":"{ __typename }","bad":"{ gone }"}', 'does not fit the schema: bad: Cannot query field "gone"'],
    ['{"bad":"{"}', 'does not fit the schema: bad: Syntax Error'],
  ])('%s', async (content, fault) => {
    await expect(read(content)).rejects.toThrow(fault);
  });

  it('a device, which never ends', async () => {
    await expect(readPersistedOperations('/dev/zero', schema)).rejects.toThrow(
      'PERSISTED_OPERATIONS: /dev/zero is not a file',
    );
  });

  it('text that is no JSON, without quoting it', async () => {
    await expect(read('root:x:hunter2')).rejects.toThrow(/^(?!.*(hunter2|root)).*documents$/);
  });

  it('no file', async () => {
    await expect(readPersistedOperations(path.join(folder, 'none.json'), schema)).rejects.toThrow(
      'PERSISTED_OPERATIONS',
    );
  });
});
