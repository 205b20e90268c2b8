// The document is a pure function of the database and the time. It has the same attributes for every profile, because an update
// of the index keeps attributes that it does not name.
import { describe, expect, it } from 'vitest';
import { buildDocuments, idRange, shapeHash } from '../../src/indexing/document.ts';
import { iterateProfiles } from '../../src/indexing/iterate.ts';
import { planPush } from '../../src/indexing/plan.ts';
import { seedProfiles } from '../../src/dev/demo/seed.ts';
import { isJsonObject, type JsonObject } from '../../src/search/json.ts';
import { DAY_MS } from '../../src/sections/define.ts';
import { useVitae } from '../support/vitae.ts';
import { makeFilledProfile, mutated } from '../support/mutations.ts';

const vitae = useVitae({ workers: false });

async function build(id: string, now?: Date) {
  const row = await vitae.db.profile.findUniqueOrThrow({ where: { id } });
  const [built] = await buildDocuments(vitae.db, [row], now);
  if (!built) throw new Error('no document was built');
  return built;
}

const reversed = (object: JsonObject): JsonObject => Object.fromEntries(Object.entries(object).reverse());

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

  it('is built between turns of the event loop, so that a batch does not hold up the push of one profile', async () => {
    const rows = await vitae.db.profile.findMany({ take: 200 });
    expect(rows.length).toBe(200);
    let built = 0;
    let longest = 0;
    const now = new Date();
    // Each document asks for the time at least once.
    now.getTime = () => {
      built += 1;
      return Date.now();
    };
    const turns: number[] = [];
    const turn = () => {
      turns.push(built);
      timer = setImmediate(turn);
    };
    let timer = setImmediate(turn);
    await buildDocuments(vitae.db, rows, now);
    clearImmediate(timer);
    turns.push(built);
    turns.forEach((count, at) => (longest = Math.max(longest, count - (turns[at - 1] ?? 0))));
    expect(built).toBeGreaterThan(200);
    expect(longest).toBeLessThan(built / 4);
  });

  it('holds nothing private', async () => {
    const { id } = await makeFilledProfile(vitae, 'Private Person');
    expect(JSON.stringify((await build(id)).document)).not.toMatch(/12 Square|7700|900123/);
  });

  it('has the same hash each time, and another when anything differs', async () => {
    const { id } = await makeFilledProfile(vitae, 'Hashed Person');
    const { hash } = await build(id);
    expect(hash.startsWith(shapeHash)).toBe(true);
    expect((await build(id)).hash).toBe(hash);
    await vitae.db.profile.update({ where: { id }, data: { fullName: 'Another' } });
    expect((await build(id)).hash).not.toBe(hash);
  });

  it('is compared without regard to the order of attributes', async () => {
    const { id } = await makeFilledProfile(vitae, 'Reversed Person');
    const { document } = await build(id);
    const differs = async (found: JsonObject) => {
      const { upserts } = await planPush(vitae.db, {
        ids: [id],
        states: new Map(),
        indexed: new Map([[id, found]]),
        mode: 'VERIFY',
        recordLimit: 100_000,
        profiles: iterateProfiles(vitae.db, [id]),
      });
      return upserts.length > 0;
    };
    const { completion } = document;
    if (!isJsonObject(completion)) throw new Error('there is no completion');
    expect(await differs(reversed({ ...document, completion: reversed(completion) }))).toBe(false);
    expect(await differs({ ...document, completion: { ...completion, percentage: 1 } })).toBe(true);
    expect(await differs({ ...document, rumour: null })).toBe(true);
  });

  it('changes without a write at the time that it declares', async () => {
    const { id } = await makeFilledProfile(vitae, 'Aging Person');
    const { hash, nextChangeAt } = await build(id);
    if (!nextChangeAt) throw new Error('there is no next change');
    expect((await build(id, new Date(nextChangeAt.getTime() - 1))).hash).toBe(hash);
    expect((await build(id, nextChangeAt)).hash).not.toBe(hash);
    const last = await build(id, new Date(Date.now() + 10_000 * DAY_MS));
    expect(last.nextChangeAt).toBeNull();
  });

  it('has a number with the same order as its id', () => {
    const ids = [
      '00000000-0000-7000-8000-000000000000',
      '01a00000-0000-7000-8000-000000000000',
      'ffffffff-ffff-7000-8000-0',
    ];
    expect(ids.map(idRange)).toEqual([...ids.map(idRange)].sort((a, b) => a - b));
    expect(idRange('ffffffff-ffff-ffff-ffff-ffffffffffff')).toBe(2 ** 48 - 1);
  });
});
