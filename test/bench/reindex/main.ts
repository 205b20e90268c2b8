// `npm run bench:reindex`: runs all measurements in order on one site. Prints tables; --json FILE writes the figures, --svg FILE
// draws the curves; see --help. After an error or Ctrl-C, the files hold the finished parts.
import { readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import { seedProfiles } from '../../../src/dev/demo/seed.ts';
import { compare } from './comparison.ts';
import { drawCurves } from './curves.ts';
import { measureDispatch } from './dispatch.ts';
import {
  describeMachine,
  printComparison,
  printDispatch,
  printGrowth,
  printMutations,
  printSearchable,
  type Figures,
  type Machine,
} from './figures.ts';
import type { Task } from './frame.ts';
import { measureGrowth, type Grown } from './growth.ts';
import { measureMutations } from './mutation-latency.ts';
import { readOptions, type Options, type Part } from './options.ts';
import { expectSameDocuments } from './same-documents.ts';
import { measureSearchable } from './searchable.ts';
import { openSite, sql, type Site } from './site.ts';
import { openVitae, reindex } from './vitae.ts';

const say = (what: string) => process.stderr.write(`${what}\n`);

/** @param keep is called after each part, because a later part may fail after an hour */
async function measure(options: Options, keep: (found: Partial<Figures>) => Promise<void>): Promise<void> {
  await using opened = new AsyncDisposableStack();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void opened.disposeAsync().finally(() => process.exit(1)));
  const site = opened.use(await openSite());
  const { databaseUrl, search } = site;
  const machine = machineOf(site);
  process.stdout.write(`${describeMachine(machine)}\n\n`);
  await keep({ machine });
  const vitae = opened.use(await openVitae(site));
  const { indexName } = search;
  const task: Task = { databaseUrl, search, indexName, bound: options.bound * 1000, lanes: 1 };
  const asks = (part: Part) => options.only.includes(part);
  const sizes = [options.profiles, ...(asks('growth') ? options.growth : [])];
  const growth: Grown[] = [];
  let seeded = 0;
  for (const size of new Set(sizes.toSorted((a, b) => a - b))) {
    say(`seeding ${size} profiles`);
    await seedProfiles({ url: databaseUrl, count: size - seeded });
    await sql(databaseUrl, 'VACUUM ANALYZE');
    if (seeded === 0) await expectSameDocuments(databaseUrl);
    seeded = size;
    const profiles = await publicProfiles(databaseUrl);
    if (asks('comparison') && size === options.profiles) {
      say(`comparing at ${size} profiles`);
      const comparison = await compare(vitae, { site, task, profiles, rounds: options.rounds });
      printComparison(comparison);
      await keep({ comparison });
    }
    // Index new profiles first, so that all contenders start equal.
    await reindex(vitae, 'CHANGED');
    if (asks('growth') && options.growth.includes(size)) {
      say(`all contenders at ${size} profiles`);
      growth.push(...(await measureGrowth(vitae, task, profiles)));
      await keep({ growth });
    }
  }
  if (asks('growth')) printGrowth(growth);
  if (asks('dispatch')) {
    say(`dispatching ${options.ids} ids`);
    const dispatch = await measureDispatch(site, options.ids);
    printDispatch(dispatch);
    await keep({ dispatch });
  }
  if (asks('searchable')) {
    say('time from a write to searchable');
    const searchable = await measureSearchable(vitae, search, options.quick ? 20 : 500);
    printSearchable(searchable);
    await keep({ searchable });
  }
  if (asks('mutations')) {
    say('mutations with the search server up, slow and down');
    const [rounds, each] = options.quick ? [1, 50] : [5, 400];
    const mutations = await measureMutations(vitae, search, { rounds, mutations: each });
    printMutations(mutations);
    await keep({ mutations });
  }
}

async function publicProfiles(databaseUrl: string): Promise<number> {
  const [row] = await sql<{ count: number }>(
    databaseUrl,
    `SELECT count(*)::int AS count FROM profile WHERE visibility = 'PUBLIC'`,
  );
  return row?.count ?? 0;
}

function machineOf({ postgresVersion }: Site): Machine {
  const [cpu] = os.cpus();
  return {
    processor: cpu?.model ?? 'unknown processor',
    cores: os.availableParallelism(),
    memory: os.totalmem(),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    postgres: postgresVersion,
  };
}

const options = readOptions();
const { draw, json, svg } = options;
let figures: Partial<Figures> = {};

async function keep(found: Partial<Figures>): Promise<void> {
  figures = { ...figures, ...found };
  if (json && !draw) await writeFile(json, `${JSON.stringify(figures, null, 2)}\n`);
  if (svg && figures.growth) await writeFile(svg, drawCurves(figures.growth, figures.machine));
}

if (draw) await keep(JSON.parse(await readFile(draw, 'utf8')) as Partial<Figures>);
else await measure(options, keep);
