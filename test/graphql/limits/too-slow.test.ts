// An operation whose time is up, or whose client has left, starts no further work.
import { beforeAll, describe, expect, it } from 'vitest';
import { untilWaiting, whileLocked } from '../../support/table-lock.ts';
import { variantOf, type Variant } from '../../support/variant.ts';
import { useVitae } from '../../support/vitae.ts';

const vitae = useVitae({ workers: false });

describe('an operation that takes too long', () => {
  const id = '01a00000-0000-7000-8000-000000000000';
  const LOOK = `{ profile(id: "${id}") { id completion { percentage } } }`;
  const DELETE = `mutation { deleteProfile(profileId: "${id}") { __typename } }`;
  const sections = /FROM "public"\."(bio|photo|skill)"/;

  let hasty: Variant;
  beforeAll(async () => {
    hasty = variantOf(vitae, { LIMIT_EXECUTION_SECONDS: '0.3' });
    await vitae.db.profile.create({ data: { id, handle: 'slow', fullName: 'Slow' } });
  });

  /** The SQL that is sent while `work` runs with the profiles locked, and after that. */
  const sentWhileLocked = (work: () => Promise<void>): Promise<string[]> =>
    vitae.countSql(async () => {
      await whileLocked(vitae, 'profile', work);
      await untilWaiting(vitae, 0);
      // Statements of continued work would precede the answer to this one.
      await vitae.services.db.$queryRaw`SELECT 1`;
    });

  it.each([LOOK, DELETE])('gets TIMEOUT, and starts no further work: %s', async (document) => {
    const sent = await sentWhileLocked(async () => {
      const { status, errors } = await hasty.send(document, {}, 'admin');
      expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['TIMEOUT']);
      expect(status).toBe(504);
    });
    expect(sent.filter((sql) => sections.test(sql))).toEqual([]);
  });

  it('also stops where the client has left', async () => {
    const sent = await sentWhileLocked(async () => {
      const controller = new AbortController();
      const answer = hasty.app.fetch('http://vitae.test/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: LOOK }),
        signal: controller.signal,
      });
      await untilWaiting(vitae, 1);
      controller.abort();
      await expect(Promise.resolve(answer)).rejects.toThrow(/abort/i);
    });
    expect(sent.filter((sql) => sections.test(sql))).toEqual([]);
  });
});
