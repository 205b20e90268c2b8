// Operations that one caller sends at once take turns. They are slow here because another connection holds a lock.
import { beforeAll, describe, expect, it } from 'vitest';
import { makeFilledProfile } from '../../support/mutations.ts';
import { apiAt, serve, type Served } from '../../support/served.ts';
import { untilWaiting, whileLocked } from '../../support/table-lock.ts';
import { variantOptions } from '../../support/variant.ts';
import { useVitae } from '../../support/vitae.ts';

const vitae = useVitae({ workers: false, sweeps: false });
let id: string;
beforeAll(async () => {
  id = (await makeFilledProfile(vitae, 'Ada Lovelace')).id;
});

const REMOVE = () => `mutation { deletePhoto(profileId: "${id}") { __typename } }`;

describe('operations that one caller sends at once', () => {
  // Reads of several requests would share a statement.
  const sendSix = (at: Served) =>
    Array.from({ length: 6 }, () => apiAt(at.url, vitae).send(REMOVE(), {}, id));

  it('take turns, and another caller waits for none of them', async () => {
    await using taking = await serve(variantOptions(vitae, { LIMIT_OPERATIONS: '2' }));
    await whileLocked(vitae, 'photo', async (release) => {
      const answers = sendSix(taking);
      await untilWaiting(vitae, 2);
      const another = apiAt(taking.url, vitae).send(REMOVE(), {}, 'admin');
      await untilWaiting(vitae, 3);
      await release();
      for (const { errors } of await Promise.all([...answers, another])) expect(errors).toBeUndefined();
    });
  });

  it('wait no longer than an operation may take, and then leave their places to others', async () => {
    const environment = { LIMIT_OPERATIONS: '2', LIMIT_EXECUTION_SECONDS: '0.5' };
    await using taking = await serve(variantOptions(vitae, environment));
    await whileLocked(vitae, 'photo', async () => {
      for (const { status } of await Promise.all(sendSix(taking))) expect(status).toBe(504);
      await untilWaiting(vitae, 0);
    });
    const { errors } = await apiAt(taking.url, vitae).send('{ __typename }', {}, id);
    expect(errors).toBeUndefined();
  });

  it('are refused at their turn where their caller has too many requests by then', async () => {
    const environment = { LIMIT_OPERATIONS: '1', LIMIT_REQUESTS_PER_MINUTE: '10' };
    await using taking = await serve(variantOptions(vitae, environment));
    const own = apiAt(taking.url, vitae);
    await whileLocked(vitae, 'photo', async (release) => {
      const first = own.send(REMOVE(), {}, id);
      await untilWaiting(vitae, 1);
      const second = own.send(REMOVE(), {}, id);
      for (let sent = 0; sent < 10; sent += 1) await own.send('{ nothing }', {}, id);
      await release();
      expect((await first).errors).toBeUndefined();
      expect((await second).errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
    });
  });
});
