// The figures of the last hour and day: what every process counted, also those that have ended, in points without gaps.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { percentile } from 'pg-boss';
import { z } from 'zod';
import { startFigureWriter, type FigureWriter } from '../../src/admin/figure-writer.ts';
import { countSearchable } from '../../src/indexing/searchable-times.ts';
import { binOf, emptyBins } from '../../src/jobs/durations.ts';
import { pruneFigures } from '../../src/retention/figures.ts';
import { eventually } from '../support/eventually.ts';
import { mutated } from '../support/mutations.ts';
import { deleteJobs, insertDeadLetter, insertJob } from '../support/pgboss-tables.ts';
import { useVitae } from '../support/vitae.ts';

const vitae = useVitae();
beforeEach(() => vitae.db.systemFigure.deleteMany());

const pointRule = z.object({
  at: z.string(),
  searchableP50: z.number().nullable(),
  searchableP99: z.number().nullable(),
  jobsCompleted: z.number(),
  jobsRetried: z.number(),
  jobsDead: z.number(),
  hits: z.number(),
  misses: z.number(),
  depth: z.number().nullable(),
  deadLetters: z.number().nullable(),
});

async function figures(args: string) {
  const { data, text } = await vitae.send(
    `{ systemFigures(${args}) { ${Object.keys(pointRule.shape).join(' ')} } }`,
    {},
    'admin',
  );
  return z.array(pointRule).parse(data?.['systemFigures'], { error: () => text });
}

const PROCESSES = ['01a00000-0000-7000-8000-000000000001', '01a00000-0000-7000-8000-000000000002'];

async function addRow(minutesAgo: number, process: number, counts: object) {
  const at = new Date(Date.now() - minutesAgo * 60_000);
  const none = { searchable: [], jobs: {}, hits: 0, misses: 0 };
  await vitae.db.systemFigure.create({ data: { ...none, at, process: PROCESSES[process] ?? '', ...counts } });
}

const total = (
  points: z.infer<typeof pointRule>[],
  name: 'hits' | 'misses' | 'jobsCompleted' | 'jobsRetried' | 'jobsDead',
) => points.reduce((sum, point) => sum + point[name], 0);

describe('a series', () => {
  it.each([
    ['HOUR', 60, 1],
    ['DAY', 96, 15],
  ])('of a %s has %i points of %i minutes, without gaps', async (period, count, minutes) => {
    const points = await figures(`period: ${period}`);
    expect(points).toHaveLength(count);
    const times = points.map(({ at }) => Date.parse(at));
    expect(new Set(times.slice(1).map((time, index) => time - (times[index] ?? 0)))).toEqual(
      new Set([minutes * 60_000]),
    );
    expect((times.at(-1) ?? 0) % (minutes * 60_000)).toBe(0);
    expect(
      points.every(
        ({ depth, searchableP50, hits }) => depth === null && searchableP50 === null && hits === 0,
      ),
    ).toBe(true);
  });

  it('adds up all processes, also one that has ended, and has the largest depth', async () => {
    const bins = (seconds: number, writes: number) => {
      const counted = emptyBins();
      counted[binOf(seconds)] = writes;
      return counted;
    };
    const jobs = {
      a: { completed: 3, retried: 2, dead: 1 },
      'profile-changed': { completed: 5, retried: 0, dead: 0 },
    };
    const queues = { a: { depth: 7, deadLetters: 2 }, 'profile-changed': { depth: 4, deadLetters: 0 } };
    await addRow(20, 0, { hits: 4, misses: 1, jobs, queues, searchable: bins(0.1, 99) });
    await addRow(20, 1, { hits: 6, jobs, searchable: bins(20, 2) });
    await addRow(90, 1, { hits: 100, jobs, queues: { a: { depth: 50, deadLetters: 0 } } });
    const hour = await figures('period: HOUR');
    expect([
      total(hour, 'hits'),
      total(hour, 'misses'),
      total(hour, 'jobsCompleted'),
      total(hour, 'jobsDead'),
    ]).toEqual([10, 1, 16, 2]);
    const [point] = hour.filter(({ searchableP50 }) => searchableP50 !== null);
    expect(point?.searchableP50).toBeLessThan(0.2);
    expect(point?.searchableP99).toBeGreaterThan(10);
    expect(hour.flatMap(({ depth, deadLetters }) => (depth === null ? [] : [[depth, deadLetters]]))).toEqual([
      [11, 2],
    ]);
    const day = await figures('period: DAY');
    expect(total(day, 'hits')).toBe(110);
    expect(Math.max(...day.map(({ depth }) => depth ?? 0))).toBe(50);
    const ofQueue = await figures('period: HOUR, queue: "profile-changed"');
    expect([total(ofQueue, 'jobsCompleted'), total(ofQueue, 'jobsRetried')]).toEqual([10, 0]);
    expect(Math.max(...ofQueue.map(({ depth }) => depth ?? 0))).toBe(4);
  });

  it('of an unknown queue is refused', async () => {
    const { errors } = await vitae.send('{ systemFigures(period: HOUR, queue: "none") { at } }', {}, 'admin');
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'NOT_FOUND', fields: [{ path: 'queue' }] });
  });
});

/** It writes nothing by itself. */
function startWriter(): FigureWriter {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  const writer = startFigureWriter(vitae.services);
  vi.useRealTimers();
  return writer;
}

describe('a process', () => {
  it('writes what it counted since its last row, and one of several samples the queues', async () => {
    const writers = [startWriter(), startWriter()];
    const { profile } = await mutated(vitae, 'createProfile', { input: { fullName: 'Counted' } }, 'admin');
    await eventually(() => {
      const completed = vitae.services.jobs.outcomes()['profile-changed']?.completed ?? 0;
      expect(completed).toBeGreaterThan(0);
    });
    await vitae.send(`{ profile(id: "${profile?.id}") { completion { percentage } } }`, {}, 'admin');
    await vitae.send(`{ profile(id: "${profile?.id}") { completion { percentage } } }`, {}, 'admin');
    await insertDeadLetter(vitae, 'profile-changed', { payload: {} });
    await insertJob(vitae, 'profile-changed', { payload: {}, startsIn: '1 hour' });
    await writers[0]?.write();
    const rows = await vitae.db.systemFigure.findMany();
    expect(rows).toMatchObject([
      {
        jobs: { 'profile-changed': { retried: 0, dead: 0 } },
        queues: { 'profile-changed': { depth: 1, deadLetters: 1 } },
      },
    ]);
    expect(rows[0]?.hits).toBeGreaterThan(0);
    expect(rows[0]?.searchable.reduce((sum, count) => sum + count, 0)).toBe(1);
    await writers[0]?.write();
    await writers[1]?.stop();
    const [, again, other] = await vitae.db.systemFigure.findMany({ orderBy: { at: 'asc' } });
    expect(again).toMatchObject({ hits: 0, searchable: [], queues: null });
    expect(other).toMatchObject({ hits: rows[0]?.hits, queues: null });
    await writers[0]?.stop();
    await deleteJobs(vitae);
  });

  it('writes its last row after the one of the minute where they meet', async () => {
    const writer = startWriter();
    countSearchable(vitae.services.jobs, 1);
    const first = writer.write();
    // A row is named by its millisecond.
    for (const began = Date.now(); Date.now() === began;);
    await Promise.all([first, writer.stop()]);
    const rows = await vitae.db.systemFigure.findMany();
    expect(rows).toHaveLength(2);
    expect(rows.filter(({ queues }) => queues !== null)).toHaveLength(1);
    expect(rows.flatMap(({ searchable }) => searchable).filter((count) => count !== 0)).toEqual([1]);
  });

  it('keeps what it counted while Postgres does not take it', async () => {
    const writer = startWriter();
    countSearchable(vitae.services.jobs, 1);
    await vitae.sql('ALTER TABLE system_figure RENAME TO away');
    await expect(writer.write()).rejects.toThrow();
    await vitae.sql('ALTER TABLE away RENAME TO system_figure');
    await writer.write();
    const [row] = await vitae.db.systemFigure.findMany();
    expect(row?.searchable[binOf(1)]).toBe(1);
    await writer.stop();
  });
});

it('a duration is in the bin whose percentile pg-boss gives back', () => {
  for (const seconds of [0.011, 0.05, 0.3, 1, 2.5, 60, 900, 40_000]) {
    const bins = emptyBins();
    bins[binOf(seconds)] = 1;
    const upper = percentile(bins, 100) ?? 0;
    expect(upper).toBeGreaterThanOrEqual(seconds);
    expect(upper).toBeLessThan(seconds * 1.5);
  }
  expect([binOf(-1), binOf(0), binOf(1e9)]).toEqual([0, 0, 47]);
});

it('figures that no chart shows are deleted', async () => {
  await addRow(3 * 24 * 60, 0, {});
  await addRow(60, 0, {});
  expect(await pruneFigures(vitae.db, new Date(Date.now() - 2 * 24 * 3_600_000))).toBe(1);
  expect(await vitae.db.systemFigure.count()).toBe(1);
});
