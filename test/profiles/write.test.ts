// One change of several profiles: all or nothing, and no deadlock.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeProfile } from '../../src/profiles/write.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';

let vitae: Vitae;
let ids: [string, string];
const revisions = async () => (await vitae.db.profile.findMany()).map(({ revision }) => revision);

beforeAll(async () => {
  vitae = await startVitae({ workers: false });
  ids = [randomUUID(), randomUUID()];
  await vitae.db.profile.createMany({ data: ids.map((id) => ({ id, handle: id, fullName: 'A Person' })) });
});
afterAll(() => vitae.close());

it('raises the revision of each profile once, and enqueues a job for each', async () => {
  await writeProfile(vitae.writes, [...ids, ids[0]], () => Promise.resolve());
  expect(await revisions()).toEqual([2, 2]);
  expect(await vitae.openJobs('profile-changed')).toBe(2);
});

it('changes none of them where one does not exist', async () => {
  const written = writeProfile(vitae.writes, [ids[0], randomUUID()], () => Promise.resolve());
  await expect(written).rejects.toThrow('profile');
  expect(await revisions()).toEqual([2, 2]);
});

it('waits instead of deadlocking where two writers name them in opposite orders', async () => {
  const orders = Array.from({ length: 20 }, (_, n) => (n % 2 ? ids : [...ids].reverse()));
  await Promise.all(orders.map((order) => writeProfile(vitae.writes, order, () => Promise.resolve())));
  expect(await revisions()).toEqual([22, 22]);
});

it('answers CONFLICT, with nothing changed, where every try ends in a deadlock', async () => {
  const before = await revisions();
  let tries = 0;
  const written = writeProfile(vitae.writes, ids, (tx) => {
    tries += 1;
    return tx.$executeRaw`DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'deadlock_detected'; END $$`;
  });
  await expect(written).rejects.toMatchObject({ code: 'CONFLICT', fields: [{ path: 'profileId' }] });
  expect(tries).toBeGreaterThan(1);
  expect(await revisions()).toEqual(before);
});
