// More than 200 profiles that are written past the write path at once are followed up by one run.
import pg from 'pg';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { followUndeclaredWrites } from '../../src/profiles/undeclared-writes.ts';
import { seedProfiles } from '../../src/dev/demo/seed.ts';
import { readRun, steer } from '../reindex/runs-of-tests.ts';
import { expectIndexEqualsDatabase } from '../support/index-equals-database.ts';
import { countOpenJobs, endStartDelay, readJobs } from '../support/pgboss-tables.ts';
import { useVitae, type Vitae } from '../support/vitae.ts';

const vitae = useVitae({ sweeps: false });
/** A connection of somebody else: nothing on it is declared. */
let past: pg.Client;
beforeAll(async () => {
  past = new pg.Client({ connectionString: vitae.url });
  await past.connect();
  return () => past.end();
});

const noted = () => vitae.sql('SELECT FROM undeclared_write');
const revisions = async () =>
  new Map((await vitae.db.profile.findMany()).map(({ id, revision }) => [id, revision]));

beforeAll(async () => {
  await seedProfiles({ url: vitae.url, count: 1100 });
  expect(await noted()).toEqual([]);
});

it('up to 200 profiles get a job each, in one statement as for one profile', async () => {
  const ids = (await vitae.db.profile.findMany({ take: 40, select: { id: true } })).map(({ id }) => id);
  const follow = async (written: readonly string[]) => {
    await past.query('UPDATE profile SET full_name = full_name WHERE id = ANY($1)', [written]);
    const statements = await vitae.countSql(() => followUndeclaredWrites(vitae.services));
    expect(await noted()).toEqual([]);
    return statements.filter((statement) => statement.includes('pgboss')).length;
  };
  const before = await revisions();
  expect(await follow(ids.slice(0, 1))).toBe(1);
  expect(await follow(ids)).toBe(1);
  const after = await revisions();
  for (const [nth, id] of ids.entries())
    expect(after.get(id)).toBe((before.get(id) ?? 0) + (nth === 0 ? 2 : 1));
  await vitae.idle();
  expect(await vitae.db.searchState.count({ where: { profileId: { in: ids } } })).toBe(40);
});

describe('a bulk of more than 200 profiles', () => {
  beforeEach(() => vitae.db.reindexRun.deleteMany());

  it('is followed up by one run and no job for each', async () => {
    const before = await revisions();
    await past.query(`UPDATE profile SET full_name = full_name || ' II'`);
    await followUndeclaredWrites(vitae.services);
    expect(await noted()).toEqual([]);
    for (const [id, revision] of await revisions()) expect(revision).toBe((before.get(id) ?? 0) + 1);
    expect((await countOpenJobs(vitae)).filter(({ name }) => name === 'profile-changed')).toEqual([]);
    await vitae.idle();
    expect(await vitae.db.reindexRun.findMany()).toMatchObject([{ mode: 'CHANGED', status: 'COMPLETED' }]);
    await expectIndexEqualsDatabase(vitae);
  });

  it('of which the profiles are deleted leaves the index, once a large removal is confirmed', async () => {
    await past.query(`DELETE FROM profile WHERE import_key LIKE 'seed:%' AND import_key < 'seed:5'`);
    await followUndeclaredWrites(vitae.services);
    await vitae.idle();
    const [run] = await vitae.db.reindexRun.findMany();
    expect(await readRun(vitae, run?.id ?? '')).toMatchObject({ status: 'AWAITING_CONFIRMATION' });
    await steer(vitae, 'confirm', run?.id ?? '');
    await vitae.idle();
    await expectIndexEqualsDatabase(vitae);
  });

  it('starts its run also if the process dies before the last page', async () => {
    await past.query('UPDATE profile SET full_name = full_name');
    const enqueue: Vitae['services']['jobs']['enqueue'] = async (job, payload, options) => {
      if (options?.tx === undefined) throw new Error('the process dies');
      await vitae.services.jobs.enqueue(job, payload, options);
    };
    const dying = { ...vitae.services, jobs: { ...vitae.services.jobs, enqueue } };
    await expect(followUndeclaredWrites(dying)).rejects.toThrow('the process dies');
    expect(await readJobs(vitae, 'bulk-written', 'created')).toHaveLength(1);
    await endStartDelay(vitae, 'bulk-written');
    await vitae.idle();
    expect(await vitae.db.reindexRun.findMany()).toMatchObject([{ mode: 'CHANGED' }]);
  });
});
