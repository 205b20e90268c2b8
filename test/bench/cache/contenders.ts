// The compared caches behind one interface, all on the same Redis without a memory layer, each set up as its documentation
// shows. Failures of a library are not corrected.
import { cachified, type CacheEntry as CachifiedEntry } from '@epic-web/cachified';
import KeyvRedis, { createKeyv } from '@keyv/redis';
import { BentoCache, bentostore } from 'bentocache';
import { redisDriver } from 'bentocache/drivers/redis';
import { Cacheable } from 'cacheable';
import { redisStore } from '../../../src/cache/redis-store.ts';
import { createTaggedCache } from '../../../src/cache/tagged-cache.ts';

/** A cached value, as large as a completion of nine sections. */
export interface Payload {
  readonly version: number;
  readonly text: string;
}

export interface Item {
  readonly key: string;
  readonly tags: readonly string[];
}

export interface Contender {
  getOrCompute(item: Item, compute: () => Promise<Payload>): Promise<unknown>;
  /** Reads many cached values in the library's fastest way. */
  getMany(items: readonly Item[]): Promise<unknown>;
  setMany(items: readonly Item[], value: Payload): Promise<unknown>;
  /** Invalidates by tag. A library without tags deletes the items. */
  invalidate(tag: string, items: readonly Item[]): Promise<unknown>;
  /** Resolves when every computed value is stored. */
  whenStored(): Promise<void>;
  close(): Promise<unknown>;
}

export interface Library {
  readonly name: string;
  readonly tagged: boolean;
  open(url: string): Promise<Contender>;
}

const DAY_MS = 86_400_000;
/** The length of a nonce of our cache. */
const NONCE_LENGTH = 18;
const silent = () => undefined;
const atOnce = () => Promise.resolve();

/** As many keys as the other libraries read. */
const grouped = ({ key, tags: [group = 'none', ...tags] }: Item) => ({ key, group, tags });

const ours: Library = {
  name: 'ours',
  tagged: true,
  async open(url) {
    const store = await redisStore({ url });
    const cache = createTaggedCache<Payload>({
      store,
      namespace: 'bench',
      decode: (json) => json as Payload,
    });
    return {
      getOrCompute: (item, compute) => cache.getOrCompute(grouped(item), compute),
      getMany: (items) => cache.getMany(items.map(grouped)),
      async setMany(items, value) {
        await cache.getOrComputeMany(items.map(grouped), (missing) =>
          Promise.resolve(missing.map(() => value)),
        );
        await cache.whenStored();
      },
      invalidate: (tag) => cache.invalidate([tag]),
      whenStored: () => cache.whenStored(),
      close: () => store.close(),
    };
  },
};

const cacheable: Library = {
  name: 'cacheable',
  tagged: true,
  async open(url) {
    const adapter = new KeyvRedis<string>(url);
    await adapter.getClient();
    const cache = new Cacheable({ primary: adapter, tags: true });
    cache.on('error', silent);
    return {
      // Its getOrSet takes no tags, so this follows its documentation: get, compute, set.
      async getOrCompute({ key, tags }, compute) {
        const found = await cache.get<Payload>(key);
        if (found !== undefined) return found;
        const value = await compute();
        await cache.set(key, value, { ttl: DAY_MS, tags: [...tags] });
        return value;
      },
      getMany: (items) => cache.getMany(items.map(({ key }) => key)),
      setMany: (items, value) =>
        cache.setMany(items.map(({ key, tags }) => ({ key, value, ttl: DAY_MS, tags: [...tags] }))),
      invalidate: (tag) => cache.tags.invalidateTag(tag),
      whenStored: atOnce,
      close: () => cache.disconnect(),
    };
  },
};

const bentocache: Library = {
  name: 'bentocache',
  tagged: true,
  open(url) {
    const { hostname: host, port } = new URL(url);
    const driver = redisDriver({ connection: { host, port: Number(port) } });
    const cache = new BentoCache({
      default: 'redis',
      stores: { redis: bentostore().useL2Layer(driver) },
      ttl: DAY_MS,
    });
    const getOrCompute = ({ key, tags }: Item, factory: () => Promise<Payload>) =>
      cache.getOrSet({ key, tags: [...tags], factory });
    return Promise.resolve({
      getOrCompute,
      getMany: (items) => Promise.all(items.map(({ key }) => cache.get({ key }))),
      setMany: (items, value) =>
        Promise.all(items.map(({ key, tags }) => cache.set({ key, value, tags: [...tags] }))),
      invalidate: (tag) => cache.deleteByTag({ tags: [tag] }),
      whenStored: atOnce,
      close: () => cache.disconnectAll(),
    });
  },
};

const cachifiedOverKeyv: Library = {
  name: 'cachified',
  tagged: false,
  async open(url) {
    const keyv = createKeyv(url);
    keyv.on('error', silent);
    await keyv.get('connect');
    const cache = {
      get: (key: string) => keyv.get<CachifiedEntry>(key),
      set: (key: string, entry: CachifiedEntry) => keyv.set(key, entry, DAY_MS),
      delete: (key: string) => keyv.delete(key),
    };
    const getOrCompute = ({ key }: Item, getFreshValue: () => Promise<Payload>) =>
      cachified({ key, cache, ttl: DAY_MS, getFreshValue });
    return {
      getOrCompute,
      getMany: (items) => Promise.all(items.map((item) => getOrCompute(item, never))),
      setMany: (items, value) =>
        Promise.all(items.map((item) => getOrCompute(item, () => Promise.resolve(value)))),
      invalidate: (_tag, items) => keyv.deleteMany(items.map(({ key }) => key)),
      whenStored: atOnce,
      close: () => keyv.disconnect(),
    };
  },
};

/** Sends as many bytes as our cache: each entry, and a text as long as a nonce for each tag. Compares nothing. */
const bareKeyv: Library = {
  name: 'bare Keyv',
  tagged: false,
  async open(url) {
    const keyv = createKeyv(url);
    keyv.on('error', silent);
    await keyv.get('connect');
    const keysOf = (items: readonly Item[]) => [
      ...new Set(items.flatMap(({ key, tags }) => [key, ...tags.map((tag) => `nonce:${tag}`)])),
    ];
    const setMany = (items: readonly Item[], value: Payload) =>
      keyv.setMany(
        keysOf(items).map((key) => ({
          key,
          value: key.startsWith('nonce:') ? 'x'.repeat(NONCE_LENGTH) : value,
          ttl: DAY_MS,
        })),
      );
    return {
      async getOrCompute(item, compute) {
        const [found] = await keyv.getMany<Payload>(keysOf([item]));
        if (found !== undefined) return found;
        const value = await compute();
        await setMany([item], value);
        return value;
      },
      getMany: (items) => keyv.getMany(keysOf(items)),
      setMany,
      invalidate: (_tag, items) => keyv.deleteMany(items.map(({ key }) => key)),
      whenStored: atOnce,
      close: () => keyv.disconnect(),
    };
  },
};

function never(): Promise<Payload> {
  return Promise.reject(new Error('expected a cached value'));
}

/** The library that the others are compared with. */
export const baseline = bareKeyv;

export const libraries: readonly Library[] = [ours, cacheable, bentocache, cachifiedOverKeyv, bareKeyv];
