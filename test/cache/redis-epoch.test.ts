// A call that started on one Redis server is not answered or acknowledged by another.
import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { bindToEpoch, watchRedisEpoch } from '../../src/cache/redis-epoch.ts';
import { until } from '../support/eventually.ts';

/** A connection whose server a test replaces, and a store whose answers a test releases. */
async function connected() {
  const client = new EventEmitter();
  let server = 'aaaa';
  const keys: string[] = [];
  const answers: (() => void)[] = [];
  const answered = () => new Promise<void>((answer) => answers.push(answer));
  const info = (section: string) =>
    Promise.resolve(section === 'server' ? `run_id:${server}` : 'role:master');
  const epoch = watchRedisEpoch(client, info, () => undefined);
  const store = bindToEpoch(
    {
      async getMany(asked) {
        keys.push(...asked);
        await answered();
        return asked.map(() => 'text');
      },
      async setMany(writes) {
        keys.push(...writes.map(({ key }) => key));
        await answered();
      },
      async setAndGetMany(writes) {
        keys.push(...writes.map(({ key }) => key));
        await answered();
        return writes.map(({ value }) => value);
      },
    },
    epoch,
  );
  const knows = (runId: string) =>
    until(() => {
      expect(epoch.current()).toBe(runId);
      return true;
    });
  const replace = async (runId: string) => {
    client.emit('reconnecting');
    server = runId;
    client.emit('ready');
    await knows(runId);
  };
  client.emit('ready');
  await knows('aaaa');
  return { store, keys, replace, answer: () => answers.splice(0).forEach((one) => one()) };
}

const write = [{ key: 'k', value: 'v', ttlMs: null }];

describe('a Redis that is replaced during a call', () => {
  it('acknowledges no write to the server before it', async () => {
    const { store, replace, answer } = await connected();
    const writing = store.setMany(write);
    await replace('bbbb');
    answer();
    await expect(writing).rejects.toMatchObject({ code: 'CACHE_STORE_FAILED' });
  });

  it('acknowledges no nonce to the server before it', async () => {
    const { store, replace, answer } = await connected();
    const writing = store.setAndGetMany(write);
    await replace('bbbb');
    answer();
    await expect(writing).rejects.toMatchObject({ code: 'CACHE_STORE_FAILED' });
  });

  it('answers no read of the server before it', async () => {
    const { store, replace, answer } = await connected();
    const reading = store.getMany(['k']);
    await replace('bbbb');
    answer();
    await expect(reading).rejects.toMatchObject({ code: 'CACHE_STORE_FAILED' });
  });

  it('has its own keys', async () => {
    const { store, keys, replace, answer } = await connected();
    for (const runId of ['aaaa', 'bbbb']) {
      await replace(runId);
      const reading = store.getMany(['k']);
      answer();
      await reading;
    }
    expect(keys).toEqual(['aaaa:k', 'bbbb:k']);
  });
});
