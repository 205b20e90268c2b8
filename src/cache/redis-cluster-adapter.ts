// Owns reads and writes of many keys in a Redis cluster, as a Keyv storage adapter: one command for each key, all at once, in one
// round trip to each node. The client routes them and follows slots that move. (@keyv/redis asks a slot's node itself, and
// fails for good once the slot has moved.) Any part that fails fails the whole call.
import type { RedisClusterType } from '@keyv/redis';
import type { TextAdapter } from './keyv-store.ts';

type Cluster = Pick<RedisClusterType, 'get' | 'set' | 'unlink'>;

export function redisClusterAdapter(cluster: Cluster): TextAdapter {
  const get = async (key: string) => (await cluster.get(key)) ?? undefined;
  const set = async (key: string, value: string, ttl?: number) => {
    await cluster.set(key, value, ttl === undefined ? {} : { PX: ttl });
  };
  return {
    get,
    getMany: (keys) => Promise.all(keys.map(get)),
    set,
    async setMany(writes) {
      await Promise.all(writes.map(({ key, value, ttl }) => set(key, value, ttl)));
    },
    delete: async (key) => (await cluster.unlink(key)) > 0,
    // The cache never clears a store: a new generation does that.
    clear: () => Promise.reject(new Error('a cluster is not cleared through this adapter')),
  };
}
