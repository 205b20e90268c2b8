// A process whose operations fail in one item of a list while the items before it are still being read.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDatabase } from '../../../src/database/client.ts';
import { createLargeProfiles } from '../../support/large-profiles.ts';
import { createTestDatabase } from '../../support/postgres.ts';
import { startVitaeProcess, temporaryDataDir, type VitaeProcess } from '../../support/vitae-process.ts';

const opened = new AsyncDisposableStack();
let vitae: VitaeProcess;

beforeAll(async () => {
  const { dataDir } = opened.adopt(await temporaryDataDir(), (data) => data.remove());
  const database = opened.adopt(await createTestDatabase(), (made) => made.drop());
  const db = opened.adopt(createDatabase(database.url), (connected) => connected.$disconnect());
  await createLargeProfiles(db, 20);
  vitae = opened.adopt(
    await startVitaeProcess({
      PORT: '0',
      DATA_DIR: dataDir,
      DATABASE_URL: database.url,
      SEED_PROFILES: '0',
      LIMIT_COST: '2000',
      // An answer over the cost counts as 200 requests.
      LIMIT_REQUESTS_PER_MINUTE: '2000',
    }),
    (started) => started.kill(),
  );
});
afterAll(() => opened.disposeAsync());

it('answers with the error, and goes on', async () => {
  // The skills of a later item are over the limit while the completion of the first item is read.
  const query =
    '{ profiles(first: 20) { edges { node { skills { name level } completion { percentage } } } } }';
  for (let round = 0; round < 5; round += 1) {
    const answer = await fetch(vitae.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    expect(await answer.json()).toMatchObject({
      data: null,
      errors: [{ extensions: { code: 'LIMIT_EXCEEDED', limit: 'cost' } }],
    });
  }
  const alive = await fetch(`${vitae.origin}/health`);
  expect(await alive.json(), vitae.output()).toEqual({ status: 'up' });
});
