// Runs six races against each cache several times and counts stale answers: old values in reads that started after the write
// was acknowledged.
import { createClient } from '@keyv/redis';
import type { TestRedis } from '../../support/redis.ts';
import type { Contender, Item, Library, Payload } from './contenders.ts';

export interface RaceResult {
  readonly race: string;
  readonly library: string;
  readonly tries: number;
  readonly stale: number;
}

interface Arena {
  /** The caches of two processes. */
  readonly a: Contender;
  readonly b: Contender;
  readonly item: Item;
  readonly redis: TestRedis;
}

type Race = (arena: Arena) => Promise<boolean>;

const TAG = 'race';
const old: Payload = { version: 1, text: 'the old one' };
const current: Payload = { version: 2, text: 'the current one' };
const give = (value: Payload) => () => Promise.resolve(value);
const isOld = (answer: unknown) => JSON.stringify(answer).includes(old.text);
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** @returns whether the cache acknowledged the invalidation */
async function invalidated(cache: Contender, item: Item): Promise<boolean> {
  try {
    return (await cache.invalidate(TAG, [item])) !== false;
  } catch {
    return false;
  }
}

async function readsOld({ a, item }: Arena): Promise<boolean> {
  await a.whenStored();
  return isOld(await a.getOrCompute(item, give(current)));
}

async function filled({ a, item }: Arena): Promise<void> {
  await a.getOrCompute(item, give(old));
  await a.whenStored();
}

/** Starts a read whose computation waits. @returns completes the computation with the old value */
async function computing(reader: Contender, item: Item) {
  const started = Promise.withResolvers<true>();
  const held = Promise.withResolvers<Payload>();
  const answer = reader.getOrCompute(item, () => {
    started.resolve(true);
    return held.promise;
  });
  await started.promise;
  return async () => {
    held.resolve(old);
    await answer;
    await reader.whenStored();
  };
}

const races: Readonly<Record<string, Race>> = {
  async 'writer during computation'(arena) {
    const finish = await computing(arena.a, arena.item);
    await invalidated(arena.a, arena.item);
    await finish();
    return readsOld(arena);
  },
  async 'join after invalidation'({ a, item }) {
    const finish = await computing(a, item);
    await invalidated(a, item);
    const later = a.getOrCompute(item, give(current));
    await pause(20);
    await finish();
    return isOld(await later);
  },
  async 'evicted tag'(arena) {
    await filled(arena);
    const client = await admin(arena.redis);
    const holding = new Map((await client.keys('*')).map((key) => [key, '']));
    for (const key of holding.keys()) holding.set(key, (await textOf(client, key)) ?? '');
    await invalidated(arena.a, arena.item);
    // Evicts every key without the value: versions, nonces, sets of keys.
    for (const key of await client.keys('*'))
      if (!holding.get(key)?.includes(old.text)) await client.del(key);
    client.destroy();
    return readsOld(arena);
  },
  async 'refused write'(arena) {
    await filled(arena);
    await arena.redis.command('CONFIG', 'SET', 'maxmemory', '1');
    const acknowledged = await invalidated(arena.a, arena.item);
    const meanwhile = await readsOld(arena);
    await arena.redis.command('CONFIG', 'SET', 'maxmemory', '0');
    // The caller repeats an invalidation that was not acknowledged.
    if (!acknowledged) await retry(arena);
    return meanwhile || readsOld(arena);
  },
  async 'killed connection'(arena) {
    await filled(arena);
    // Redis holds the write back, so it is lost with its connection.
    await arena.redis.command('CLIENT', 'PAUSE', '60000', 'WRITE');
    const invalidating = invalidated(arena.a, arena.item);
    await pause(50);
    await arena.redis.command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await arena.redis.command('CLIENT', 'UNPAUSE');
    const acknowledged = await invalidating;
    const meanwhile = await readsOld(arena);
    await pause(200);
    if (!acknowledged) await retry(arena);
    return meanwhile || readsOld(arena);
  },
  async 'two processes'(arena) {
    const finish = await computing(arena.b, arena.item);
    await invalidated(arena.a, arena.item);
    await finish();
    return (await readsOld(arena)) || readsOld({ ...arena, a: arena.b });
  },
};

async function retry({ a, item }: Arena): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (await invalidated(a, item)) return;
    await pause(50);
  }
}

async function admin(redis: TestRedis) {
  const client = createClient({ url: redis.url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function textOf(client: Awaited<ReturnType<typeof admin>>, key: string): Promise<string | null> {
  return (await client.type(key)) === 'string' ? client.get(key) : null;
}

export async function runRaces(
  libraries: readonly Library[],
  redis: TestRedis,
  tries: number,
): Promise<RaceResult[]> {
  const results: RaceResult[] = [];
  for (const [race, run] of Object.entries(races)) {
    for (const library of libraries) {
      let stale = 0;
      for (let attempt = 0; attempt < tries; attempt += 1) {
        await redis.command('FLUSHALL');
        const [a, b] = [await library.open(redis.url), await library.open(redis.url)];
        const item = { key: `race-${attempt}`, tags: [TAG] };
        if (await run({ a, b, item, redis })) stale += 1;
        await Promise.all([a.close(), b.close()].map((closing) => closing.catch(() => 0)));
      }
      results.push({ race, library: library.name, tries, stale });
    }
  }
  return results;
}
