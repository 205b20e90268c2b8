// What completion reads share: reads of one turn share one read of the store. A read that was sent is not shared.
import { beforeAll, expect, it } from 'vitest';
import type { CacheStore } from '../../src/cache/store.ts';
import { createTaggedCache } from '../../src/cache/tagged-cache.ts';
import * as cached from '../../src/completion/cached.ts';
import { profileCompletionTag } from '../../src/profiles/completion-tag.ts';
import type { Cached } from '../../src/graphql/context.ts';
import { sections } from '../../src/sections/registry.ts';
import { counting, steerable } from '../cache/fixtures.ts';
import { loadChanged } from '../support/changed-source.ts';
import { completionSetTags } from '../../src/completion/set-tags.ts';
import { eventually, until } from '../support/eventually.ts';
import { loadCompletions } from './load-completions.ts';
import { makeFilledProfile, mutated } from '../support/mutations.ts';
import { useVitae } from '../support/vitae.ts';

let full: string;
let empty: string;
const vitae = useVitae({ workers: false, sweeps: false });
beforeAll(async () => {
  full = (await makeFilledProfile(vitae, 'Full')).id;
  empty = await newProfile();
  await eventually(async () => expect(await vitae.db.cacheInvalidation.count()).toBe(0));
});

async function newProfile(): Promise<string> {
  const { profile } = await mutated(vitae, 'createProfile', { input: { fullName: 'Empty' } }, 'admin');
  return profile?.id ?? '';
}

function servicesOver(store: CacheStore) {
  const cache = createTaggedCache<Cached>({
    ...{ store, namespace: 'test', decode: (json: unknown) => json as Cached },
    readDeadlineMs: 60_000,
  });
  return { cache, db: vitae.services.db };
}

it('1,000 reads of one turn are one read of the store, and one query per set of sections', async () => {
  const { store, reads } = counting(steerable().store);
  const services = servicesOver(store);
  const subsets = [null, ['bio', 'photo'], ['photo', 'bio', 'photo']];
  const load = () =>
    Promise.all(
      Array.from({ length: 1000 }, async (_, nth) => {
        const names = subsets[nth % 3] ?? null;
        const { percentage, sections: scored } = await cached.loadCompletion(
          services,
          nth % 2 ? full : empty,
          names,
        );
        return { percentage, scored: scored.length };
      }),
    );
  const expected = Array.from({ length: 1000 }, (_, nth) => ({
    percentage: nth % 2 ? 100 : 0,
    scored: nth % 3 ? 2 : sections.length,
  }));
  const sent = await vitae.countSql(async () => expect(await load()).toEqual(expected));
  expect(sent).toHaveLength(2);
  expect(reads).toHaveLength(1);
  await services.cache.whenStored();
  expect(await vitae.countSql(async () => expect(await load()).toEqual(expected))).toEqual([]);
  expect(reads).toHaveLength(2);
  expect(new Set(reads[1]).size).toBe(reads[1]?.length);
});

it('more than 2,000 reads of one turn are several reads of the store', async () => {
  const { store, reads } = counting(steerable().store);
  const services = servicesOver(store);
  const loads = Array.from({ length: 2001 }, () => cached.loadCompletion(services, full, ['bio']));
  expect(new Set((await Promise.all(loads)).map(({ percentage }) => percentage))).toEqual(new Set([100]));
  expect(reads).toHaveLength(2);
});

/** Reads, writes and invalidates while the answer of the store is on its way, reads again. */
async function readTwice({ loadCompletion }: typeof cached): Promise<number[]> {
  const id = await newProfile();
  const { store, steering, heldAnswers, release } = steerable();
  const [otherProcess, services] = [servicesOver(store), servicesOver(store)];
  await loadCompletion(otherProcess, id);
  await otherProcess.cache.whenStored();
  steering.holdReads = true;
  const first = loadCompletion(services, id);
  await until(() => heldAnswers() === 1);
  await vitae.db.bio.create({ data: { profileId: id, summary: 'A summary.' } });
  await services.cache.invalidate([profileCompletionTag(id)]);
  steering.holdReads = false;
  const second = loadCompletion(services, id);
  release();
  return (await Promise.all([first, second])).map(({ percentage }) => percentage);
}

it('a read after an invalidation does not share a read that was sent before it', async () => {
  const [before, after] = await readTwice(cached);
  expect(before).toBe(0);
  expect(after).toBeGreaterThan(0);
});

it('a loader with a cache of its own fails that', async () => {
  const changed = await loadChanged<typeof cached>('src/completion/cached.ts', {
    'src/completion/cached.ts': [['cache: false', 'cache: true, cacheKeyFn: ({ key }) => key as never']],
  });
  expect(await readTwice(changed)).toEqual([0, 0]);
});

it('two releases with different rules share a store: each reads its own completions, a write ends those of both', async () => {
  const next = await loadChanged<typeof cached>('src/completion/cached.ts', {
    'src/sections/bio/section.ts': [
      ['isFilled: ([{ summary }]) => summary !== null', 'isFilled: ([{ label }]) => label !== null'],
    ],
  });
  const id = await newProfile();
  const { store } = steerable();
  const [old, released] = [servicesOver(store), servicesOver(store)];
  const both = async () => {
    const read = [
      await cached.loadCompletion(old, id, ['bio']),
      await next.loadCompletion(released, id, ['bio']),
    ];
    await Promise.all([old, released].map(({ cache }) => cache.whenStored()));
    return read.map(({ percentage }) => percentage);
  };
  const write = async (data: { label: string | null; summary: string | null }) => {
    await vitae.db.bio.upsert({ where: { profileId: id }, create: { profileId: id, ...data }, update: data });
    await old.cache.invalidate([profileCompletionTag(id)]);
  };
  expect(await both()).toEqual([0, 0]);
  await write({ label: null, summary: 'A summary.' });
  expect(await both()).toEqual([100, 0]);
  await write({ label: 'A label', summary: null });
  expect(await both()).toEqual([0, 100]);
  const computed = () => [old, released].map(({ cache }) => cache.counters().computed);
  const before = computed();
  expect(await both()).toEqual([0, 100]);
  expect(computed()).toEqual(before);
});

it('an operator invalidates the completions of all profiles that score a section, or all', async () => {
  const services = servicesOver(steerable().store);
  const sets = [null, ['bio'], ['photo', 'bio'], ['photo']];
  const computedFor = async () => {
    const { computed } = services.cache.counters();
    for (const names of sets)
      for (const id of [full, empty]) await cached.loadCompletion(services, id, names);
    await services.cache.whenStored();
    return services.cache.counters().computed - computed;
  };
  expect(await computedFor()).toBe(8);
  expect(await computedFor()).toBe(0);
  await services.cache.invalidate(completionSetTags('bio'));
  expect(await computedFor()).toBe(6);
  await services.cache.invalidate(completionSetTags(null));
  expect(await computedFor()).toBe(8);
});

it('100 completions are read with 201 keys: an entry and a tag for each, and one for the set of sections', async () => {
  const { store, reads } = counting(steerable().store);
  const services = servicesOver(store);
  const ids = await Promise.all(Array.from({ length: 100 }, () => newProfile()));
  for (const names of [null, ['bio', 'photo']]) {
    await loadCompletions(services, ids, names);
    expect(reads.at(-1)).toHaveLength(201);
  }
});
