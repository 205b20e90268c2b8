// Proves that the tests of the races can fail: removes one guard at a time from the source, and expects the race to fail.
import { expect, it } from 'vitest';
import { loadChanged, type Changes } from '../support/changed-source.ts';
import type * as vitaeModule from '../support/vitae.ts';
import type { Vitae } from '../support/vitae.ts';
import type * as scenarios from './race-scenarios.ts';
import { tapSearch, type SearchTap } from './search-faults.ts';

interface Guard {
  readonly guard: string;
  readonly changes: Changes;
  readonly race: (races: typeof scenarios, vitae: Vitae, tap: SearchTap) => Promise<void>;
  readonly failsWith: RegExp;
  /** @default true */
  readonly workers?: boolean;
}

const ids = Array.from({ length: 33 }, (_, n) => `01a00000-0000-7000-8000-${String(n).padStart(12, '0')}`);

const createProfiles = (vitae: Vitae) =>
  vitae.db.profile.createMany({
    data: ids.map((id, n) => ({ id, handle: `handle-${n}`, fullName: `Name ${n}` })),
  });

const ENQUEUE =
  'for (let stored = 0; stored === 0;) stored = (await boss.upsert(job.name, data, keyed)).jobs.length;';
const SKIP_IF_QUEUED = `{
  const queued = await boss.findJobs(job.name, { key: job.key(data), queued: true });
  if (queued.length === 0) await boss.send(job.name, data, { ...options, singletonKey: job.key(data) });
}`;
const OWN_TRANSACTION: Changes = {
  'src/jobs/jobs.ts': [['...(tx && { db: fromPrisma(tx) }),', '']],
};

const guards: readonly Guard[] = [
  {
    guard: 'the versions in the index, an old request overwrites a newer push',
    changes: {
      'src/search/gateway.ts': [["{ _operation: 'IncrementSet', value: object.version }", 'object.version']],
    },
    race: (races, vitae, tap) => races.lateRequest(vitae, tap),
    failsWith: /to match object/,
  },
  {
    guard: 'the lock on a queued job, an edit that commits late is lost',
    changes: { 'src/jobs/jobs.ts': [[ENQUEUE, SKIP_IF_QUEUED]] },
    race: (races, vitae, tap) => races.slowCommit(vitae, tap),
    failsWith: /to match object/,
  },
  {
    guard: 'the cursor of a run, a second dispatcher doubles batches',
    changes: {
      'src/reindex/dispatch.ts': [
        [' || run.cursor !== ranges[0].afterId', ''],
        ['cursor: ranges.at(-1)?.upToId ?? null,', ''],
      ],
    },
    race: async (races, vitae) => {
      await createProfiles(vitae);
      await races.killedDispatcher(vitae, { batch: 12, ids });
    },
    failsWith: /expected null to be '01a/,
    workers: false,
  },
  {
    guard: 'the transaction around a batch and its job, a killed dispatcher leaves jobs without a batch',
    changes: OWN_TRANSACTION,
    race: async (races, vitae) => {
      await createProfiles(vitae);
      await races.killedDispatcher(vitae, { batch: 2, ids });
    },
    failsWith: /to deeply equal/,
    workers: false,
  },
  {
    guard: 'the transaction around a write and its job, a failed write leaves a job',
    changes: OWN_TRANSACTION,
    race: (races, vitae) => races.rolledBackLate(vitae),
    failsWith: /expected 1 to be \+0/,
    workers: false,
  },
  {
    guard:
      'a mark that is committed before the push, and without the removal of what no state knows, a lost response leaves an orphan',
    changes: {
      'src/indexing/push.ts': [
        [
          'const states = await lockStates(tx, ids, target);',
          'await markTransitions({ db: tx, search }, ids);\nconst states = await lockStates(tx, ids, target);',
        ],
      ],
      'src/indexing/state.ts': [['id = ANY(${held}::uuid[])', 'false']],
    },
    race: (races, vitae) => races.ghost(vitae),
    failsWith: /to be null/,
  },
  {
    guard: 'the lock of the search states, a profile that is deleted during a batch leaves an orphan',
    changes: { 'src/indexing/state.ts': [['ORDER BY profile_id FOR UPDATE`', 'ORDER BY profile_id`']] },
    race: (races, vitae, tap) => races.deletedUnderBatch(vitae, tap),
    failsWith: /to be null/,
  },
];

it.each(guards)('without $guard', async ({ changes, race, failsWith, workers = true }) => {
  const { startVitae } = await loadChanged<typeof vitaeModule>('test/support/vitae.ts', changes);
  const races = await loadChanged<typeof scenarios>('test/indexing/race-scenarios.ts', changes);
  const tap = tapSearch();
  await using vitae = await startVitae({ workers, wrapSearch: tap.wrapSearch });
  try {
    await expect(race(races, vitae, tap)).rejects.toThrow(failsWith);
  } finally {
    tap.release();
  }
});
