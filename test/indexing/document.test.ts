// Owns the document: a pure function of the database and the moment, with the same attributes for every profile, since the
// index keeps an attribute that is not sent.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildDocuments, hashOf, idRange, SHAPE } from '../../src/indexing/document.ts';
import { seedProfiles } from '../../src/resume/seed.ts';
import { parseJson } from '../../src/search/json.ts';
import { DAY_MS } from '../../src/sections/define.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';
import { makeFilledProfile, mutated } from '../api/mutations.ts';

let vitae: Vitae;
beforeAll(async () => {
  vitae = await startVitae({ workers: false });
});
afterAll(() => vitae.close());

async function build(id: string, now?: Date) {
  const row = await vitae.db.profile.findUniqueOrThrow({ where: { id } });
  const [built] = await buildDocuments(vitae.db, [row], now);
  if (!built) throw new Error('no document was built');
  return built;
}

describe('a document', () => {
  it('has the same attributes for an empty profile as for a full one', async () => {
    const { profile } = await mutated(vitae, 'createProfile', { input: { fullName: 'Empty' } }, 'admin');
    const full = await makeFilledProfile(vitae, 'Full One');
    const [ofEmpty, ofFull] = [await build(profile?.id ?? ''), await build(full.id)];
    expect(Object.keys(ofEmpty.document).sort()).toEqual(Object.keys(ofFull.document).sort());
    await seedProfiles({ url: vitae.url, count: 200 });
    const shapes = new Set(
      (await buildDocuments(vitae.db, await vitae.db.profile.findMany())).map(({ document }) =>
        Object.keys(document).sort().join(),
      ),
    );
    expect([...shapes]).toHaveLength(1);
  });

  it('holds nothing private', async () => {
    const { id } = await makeFilledProfile(vitae, 'Private Person');
    expect(JSON.stringify((await build(id)).document)).not.toMatch(/12 Square|7700|900123/);
  });

  it('has one hash, in whatever order its attributes come back, and another when anything differs', async () => {
    const { id } = await makeFilledProfile(vitae, 'Hashed Person');
    const { document, hash } = await build(id);
    const reversed = Object.fromEntries(Object.entries(document).reverse());
    expect(hashOf(reversed)).toBe(hash);
    const copy = parseJson(JSON.stringify(document));
    expect(typeof copy === 'object' && copy && !Array.isArray(copy) ? hashOf(copy) : '').toBe(hash);
    expect(hashOf({ ...document, fullName: 'Another' })).not.toBe(hash);
    expect(hash.startsWith(SHAPE)).toBe(true);
  });

  it('changes with time alone, at the moment that it names', async () => {
    const { id } = await makeFilledProfile(vitae, 'Aging Person');
    const { hash, nextChangeAt } = await build(id);
    if (!nextChangeAt) throw new Error('no moment was named');
    expect((await build(id, new Date(nextChangeAt.getTime() - 1))).hash).toBe(hash);
    expect((await build(id, nextChangeAt)).hash).not.toBe(hash);
    const last = await build(id, new Date(Date.now() + 10_000 * DAY_MS));
    expect(last.nextChangeAt).toBeNull();
  });

  it('has a number that orders documents as their ids', () => {
    const ids = [
      '00000000-0000-7000-8000-000000000000',
      '01a00000-0000-7000-8000-000000000000',
      'ffffffff-ffff-7000-8000-0',
    ];
    expect(ids.map(idRange)).toEqual([...ids.map(idRange)].sort((a, b) => a - b));
    expect(idRange('ffffffff-ffff-ffff-ffff-ffffffffffff')).toBe(2 ** 48 - 1);
  });
});
