// Sections of many profiles are read by a range where few other profiles are in it, else by a list, with the same result.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seedProfiles } from '../../src/dev/demo/seed.ts';
import { loadSections, rangeOf } from '../../src/sections/read.ts';
import { sections } from '../../src/sections/registry.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';

let vitae: Vitae;
let ids: string[];
beforeAll(async () => {
  vitae = await startVitae({ workers: false });
  await seedProfiles({ url: vitae.url, count: 300 });
  ids = (await vitae.db.profile.findMany({ orderBy: { id: 'asc' } })).map(({ id }) => id);
});
afterAll(() => vitae.close());

/** All sections of a profile that is read alone. */
async function alone(id: string) {
  const loaded = await loadSections(vitae.db, sections, [id]);
  return shown(loaded, id);
}

const shown = (loaded: Awaited<ReturnType<typeof loadSections>>, id: string) =>
  loaded.map((byId) => {
    const content = byId.get(id);
    return { ...content, toDocument: content?.toDocument() };
  });

it.each([
  ['next to each other', (all: string[]) => all.slice(20, 120), 'range'],
  ['next to each other, in any order', (all: string[]) => all.slice(20, 120).reverse(), 'range'],
  ['with one in five left out', (all: string[]) => all.filter((_, n) => n % 5 > 0), 'range'],
  ['with every second left out', (all: string[]) => all.filter((_, n) => n % 2 > 0), 'list'],
  ['that are few', (all: string[]) => all.slice(20, 69), 'list'],
])('profiles %s', async (_which, pick, way) => {
  const wanted = pick(ids);
  const asked = await rangeOf(vitae.db, wanted);
  const loaded = await loadSections(vitae.db, sections, wanted, asked);
  expect(asked).toEqual(
    way === 'list' ? { in: wanted.toSorted() } : { gte: wanted.toSorted()[0], lte: wanted.toSorted().at(-1) },
  );
  for (const byId of loaded) expect([...byId.keys()]).toEqual(wanted);
  for (const id of [wanted[0], wanted[30], wanted.at(-1)]) {
    expect(shown(loaded, id ?? '')).toEqual(await alone(id ?? ''));
  }
});

it('profiles that are not there have nothing', async () => {
  const wanted = Array.from({ length: 60 }, () => crypto.randomUUID());
  const loaded = await loadSections(vitae.db, sections, wanted, await rangeOf(vitae.db, wanted));
  for (const byId of loaded) {
    expect(byId.size).toBe(60);
    for (const content of byId.values()) expect(content).toMatchObject({ filled: false, updatedAt: null });
  }
});
