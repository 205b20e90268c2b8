// A profile by its handle, as people type it, and by the handles that it had. A former handle stays with its profile.
import pg from 'pg';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { freeHandles } from '../../src/profiles/handle.ts';
import { importResume } from '../../src/resume/import.ts';
import type { As } from '../support/api.ts';
import { mutate, mutated } from '../support/mutations.ts';
import { useVitae } from '../support/vitae.ts';

const vitae = useVitae({ workers: false, sweeps: false });

let count = 0;
async function person(handle?: string, visibility = 'PUBLIC'): Promise<string> {
  count += 1;
  const input = { fullName: `Person ${count}`, visibility, ...(handle && { handle }) };
  return (await mutated(vitae, 'createProfile', { input }, 'admin')).profile?.id ?? '';
}
const rename = (id: string, handle: string) => mutate(vitae, 'updateProfile', { input: { handle } }, id);

const FIND = 'query ($id: ID, $handle: String) { profile(id: $id, handle: $handle) { id handle } }';
const foundRule = z.object({ id: z.string(), handle: z.string() }).nullable();
async function found(handle: string, as: As = null) {
  const { data, text } = await vitae.send(FIND, { handle }, as);
  return foundRule.parse(data?.['profile'], { error: () => text });
}

it('takes exactly one of id and handle', async () => {
  for (const args of [
    {},
    { id: null, handle: null },
    { id: await person('one-of-two'), handle: 'one-of-two' },
  ]) {
    const { data, errors } = await vitae.send(FIND, args, null);
    expect(data).toEqual({ profile: null });
    expect(errors).toMatchObject([
      { extensions: { code: 'INVALID_INPUT', fields: [{ path: 'id' }, { path: 'handle' }] } },
    ]);
  }
});

it.each([
  ['as it is', 'look-alike', true],
  ['in capitals', 'LOOK-Alike', true],
  ['with a Kelvin sign, whose small form is k', 'loo\u212A-alike', true],
  ['with white space around it', ' look-alike\n', true],
  ['with a letter of another script', 'lооk-alike', false],
  ['in full width', 'ｌｏｏｋ-alike', false],
  ['with a control character', 'look-alike\0', false],
  ['with half a character', 'look-alike\uD800', false],
  ['empty', '', false],
  ['too long', 'look-alike'.repeat(10_000), false],
])('is found by a handle %s only where that would be set as this handle', async (_, typed, isFound) => {
  if (!(await found('look-alike'))) await person('look-alike');
  const now = await found(typed);
  expect(now === null ? null : now.handle).toBe(isFound ? 'look-alike' : null);
});

it('leads from every handle that it had to the profile, which answers its handle of now', async () => {
  const id = await person('first-name');
  for (const handle of ['second-name', 'third-name']) await rename(id, handle);
  for (const handle of ['first-name', 'Second-Name', 'third-name'])
    expect(await found(handle)).toEqual({ id, handle: 'third-name' });
  await rename(id, 'first-name');
  expect(await found('third-name')).toEqual({ id, handle: 'first-name' });
  expect(await vitae.db.formerHandle.count({ where: { profileId: id } })).toBe(2);
});

it('costs one statement by the handle of now, three by former ones, however many are asked for', async () => {
  const ids = await Promise.all(['a-now', 'b-now'].map((handle) => person(handle)));
  for (const [index, id] of ids.entries()) await rename(id, `renamed-${index}`);
  const statements = async (handles: readonly string[]) => {
    const fields = handles.map((handle, index) => `a${index}: profile(handle: "${handle}") { id fullName }`);
    const sent = await vitae.countSql(async () => {
      await vitae.send(`{ ${fields.join(' ')} }`, {}, null);
    });
    // A write before may still delete its record of what it has invalidated.
    return sent.filter((sql) => !sql.includes('cache_invalidation')).length;
  };
  expect(await statements(['renamed-0'])).toBe(1);
  expect(await statements(['renamed-0', 'renamed-1'])).toBe(1);
  expect(await statements(['a-now', 'b-now', 'renamed-0', 'nobody-here'])).toBe(3);
  expect(await statements(['nobody-here', 'nobody-there'])).toBe(2);
});

it('shows a private profile by its handles to those alone who may see it', async () => {
  const id = await person('hidden-before', 'PRIVATE');
  await rename(id, 'hidden-after');
  for (const handle of ['hidden-before', 'hidden-after']) {
    for (const as of [null, await person()]) expect(await found(handle, as)).toBeNull();
    for (const as of [id, 'admin']) expect(await found(handle, as)).toEqual({ id, handle: 'hidden-after' });
  }
});

it('is taken for everybody else, however a handle is written, until the profile is deleted', async () => {
  const id = await person('kept-handle');
  await rename(id, 'kept-handle-2');
  const taken = { code: 'CONFLICT', fields: [{ path: 'input.handle', message: 'is taken' }] };
  expect(await rename(await person(), 'kept-handle')).toMatchObject(taken);
  const input = { fullName: 'Another', handle: 'Kept-Handle' };
  expect(await mutate(vitae, 'createProfile', { input }, 'admin')).toMatchObject(taken);
  const [made] = await freeHandles(vitae.services.db, ['Kept Handle']);
  expect(made).toMatch(/^kept-handle-[\da-f]{4}$/);
  const basics = { name: 'Kept Handle', email: 'kept@people.example' };
  const imported = await importResume(vitae.writes, { basics });
  expect(imported.profileId).not.toBe(id);
  const sql = `INSERT INTO profile (id, handle, full_name, updated_at) VALUES (gen_random_uuid(), 'kept-handle', 'A', now())`;
  await expect(vitae.sql(sql)).rejects.toMatchObject({ code: '23505', constraint: 'profile_handle_key' });

  await mutated(vitae, 'deleteProfile', {}, id);
  expect(await vitae.db.formerHandle.count({ where: { profileId: id } })).toBe(0);
  expect(await found('kept-handle')).toBeNull();
  expect(await person('kept-handle')).not.toBe(id);
});

it('stays with its profile where another takes it at the same time', async () => {
  const id = await person('contended');
  const other = await person();
  const renaming = new pg.Client({ connectionString: vitae.url });
  await renaming.connect();
  await renaming.query(`BEGIN; SELECT set_config('vitae.declared', '*', true)`);
  await renaming.query(`UPDATE profile SET handle = 'contended-2' WHERE id = $1`, [id]);
  const taking = rename(other, 'contended');
  await renaming.query('COMMIT');
  await renaming.end();
  expect(await taking).toMatchObject({ code: 'CONFLICT' });
  expect(await found('contended')).toEqual({ id, handle: 'contended-2' });
});

it('leaves nothing where the change of the handle is rolled back', async () => {
  const id = await person('not-left');
  await person('in-use');
  expect(await rename(id, 'in-use')).toMatchObject({ code: 'CONFLICT' });
  expect(await vitae.db.formerHandle.count({ where: { profileId: id } })).toBe(0);
});

it('is one of the last ten: an older one is free, so that nobody reserves handles without end', async () => {
  const id = await person('handle-0');
  for (let n = 1; n <= 12; n += 1) await rename(id, `handle-${n}`);
  expect(await vitae.db.formerHandle.count({ where: { profileId: id } })).toBe(10);
  expect(await found('handle-1')).toBeNull();
  expect(await found('handle-2')).toEqual({ id, handle: 'handle-12' });
  const other = await person('handle-1');
  expect(await found('handle-1')).toEqual({ id: other, handle: 'handle-1' });
});

it('is kept where the handle is changed by SQL, in bulk too', async () => {
  const ids = [await person('by-sql-a'), await person('by-sql-b')];
  await vitae.sql(`UPDATE profile SET handle = handle || '-new' WHERE id = ANY($1)`, [ids]);
  expect(await found('by-sql-a')).toEqual({ id: ids[0], handle: 'by-sql-a-new' });
  expect(await found('by-sql-b')).toEqual({ id: ids[1], handle: 'by-sql-b-new' });
});
