// What the audit draws where it does not compare everything: all that was written lately, and the completions of the sets of
// sections that are cached.
import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { look, lookAgain } from '../../src/audit/audit.ts';
import { drawSets } from '../../src/audit/sample.ts';
import { idRange } from '../../src/indexing/document.ts';
import { pushProfiles } from '../../src/indexing/push.ts';
import { sections } from '../../src/sections/registry.ts';
import { seedProfiles } from '../../src/dev/demo/seed.ts';
import { loadCompletions } from '../completion/load-completions.ts';
import { useVitae } from '../support/vitae.ts';
import { forget, upsert, writeIndex } from './audited.ts';

const vitae = useVitae({ sweeps: false, workers: false });

beforeEach(async () => {
  await forget(vitae);
});

/** Of which nothing is cached. */
async function newProfile(): Promise<string> {
  const { id } = await vitae.db.profile.create({ data: { handle: randomUUID(), fullName: 'Audited' } });
  return id;
}

async function cache(ids: readonly string[], names: readonly string[] | null): Promise<void> {
  await loadCompletions(vitae.services, ids, names);
  await vitae.services.cache.whenStored();
}

/** Seen by no trigger: the cached completions stay. */
const writeBio = (profileId: string) => vitae.db.bio.create({ data: { profileId, summary: 'By SQL.' } });

const found = async (kind: 'COMPLETION_DIFFERENT') => {
  const rows = await vitae.db.auditDifference.findMany({ where: { kind } });
  return rows.map(({ objectId }) => objectId).sort();
};

describe('a sample that is much smaller than the table', () => {
  it('holds every profile that was written in the last minutes, and so each of ten differences', async () => {
    await seedProfiles({ url: vitae.url, count: 600 });
    await vitae.sql(`UPDATE profile SET updated_at = now() - interval '10 minutes'`);
    const ids: string[] = [];
    for (let n = 0; n < 10; n += 1) ids.push(await newProfile());
    await cache(ids, null);
    for (const id of ids) await writeBio(id);
    await look(vitae.services, 20, new Date());
    expect(await found('COMPLETION_DIFFERENT')).toEqual(ids.sort());
  });
});

describe('one document among thousands', () => {
  /** What differs is never in the small part that the sample compares. */
  async function seeded(): Promise<string[]> {
    await seedProfiles({ url: vitae.url, count: 1500 });
    await vitae.sql(`UPDATE profile SET updated_at = now() - interval '10 minutes'`);
    const profiles = await vitae.db.profile.findMany({ select: { id: true }, orderBy: { id: 'asc' } });
    await pushProfiles(
      vitae.services,
      profiles.map(({ id }) => id),
      { mode: 'CHANGED' },
    );
    await vitae.sql(`UPDATE search_state SET pushed_at = now() - interval '1 minute'`);
    return profiles.map(({ id }) => id);
  }
  const differences = async () =>
    (await vitae.db.auditDifference.findMany()).map(({ kind, objectId }) => `${kind} ${objectId}`).sort();

  it('is found by the first look where it has no profile, or was put there or deleted by hand', async () => {
    const ids = await seeded();
    const deleted = ids[700] ?? '';
    const stray = (ids[100] ?? '').replace(/.{12}$/, '000000000000');
    await writeIndex(
      vitae,
      upsert(stray, { idRange: idRange(stray) }),
      upsert('by hand', {}),
      { type: 'delete', objectID: deleted },
      { type: 'delete', objectID: ids[900] ?? '' },
      { type: 'delete', objectID: ids[1200] ?? '' },
    );
    await look(vitae.services, 5, new Date());
    expect(await differences()).toEqual(
      expect.arrayContaining([
        `DOCUMENT_MISSING ${deleted}`,
        'DOCUMENT_ORPHAN by hand',
        `DOCUMENT_ORPHAN ${stray}`,
      ]),
    );
  });

  it('is looked for once the pushes of the last seconds, which a busy index has not applied yet, are too few to explain it', async () => {
    await seeded();
    await vitae.sql(
      `UPDATE search_state SET pushed_at = now() WHERE ctid IN (SELECT ctid FROM search_state LIMIT 2)`,
    );
    await writeIndex(vitae, upsert('by hand', {}), upsert('again by hand', {}));
    await look(vitae.services, 5, new Date());
    expect(await differences()).toEqual([]);
    await writeIndex(vitae, upsert('once more by hand', {}));
    await look(vitae.services, 5, new Date());
    expect(await differences()).toHaveLength(3);
  });
});

describe('a completion of some sections', () => {
  it('is compared too, also at the second look, and invalidated', async () => {
    const id = await newProfile();
    await cache([id], ['bio', 'photo']);
    await writeBio(id);
    const now = Date.now();
    await look(vitae.services, 20, new Date(now));
    expect(await found('COMPLETION_DIFFERENT')).toEqual([id]);
    await lookAgain(vitae.services, new Date(now + 5000));
    const rows = await vitae.db.auditDifference.findMany({ where: { kind: 'COMPLETION_DIFFERENT' } });
    expect(rows).toMatchObject([{ confirmedAt: new Date(now + 5000) }]);
    const served = await loadCompletions(vitae.services, [id], ['bio', 'photo']);
    expect(served.get(id)?.sections[0]?.status).toBe('FILLED');
  });

  it('has its turn, however many sets are in use', async () => {
    const id = await newProfile();
    const names = sections.map(({ name }) => name);
    const sets = names.flatMap((one, nth) => names.slice(nth + 1).map((other) => [one, other]));
    for (const set of sets) await cache([id], set);
    const drawn = new Set<string>();
    for (let hour = 0; hour < sets.length; hour += 1) {
      const some = await drawSets(vitae.services, new Date(hour * 3_600_000));
      expect(some.length).toBeLessThanOrEqual(8);
      for (const set of some) drawn.add([...set].sort().join());
    }
    expect([...drawn]).toEqual(expect.arrayContaining(sets.map((set) => [...set].sort().join())));
  });
});
