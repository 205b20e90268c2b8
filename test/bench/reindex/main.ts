// Owns `npm run bench:reindex`: in which order all is measured, on one site. It prints tables and, with --json FILE, writes the
// figures; --svg FILE draws the curves. See --help. An error anywhere ends it, after closing what was open.
import { readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import { seedProfiles } from '../../../src/resume/seed.ts';
import { compare, type Comparison } from './comparison.ts';
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
import { readOptions, type Options } from './options.ts';
import { expectSameDocuments } from './same-documents.ts';
import { measureSearchable } from './searchable.ts';
import { openSite, sql, type Site } from './site.ts';
import { openVitae, reindex } from './vitae.ts';

const say = (what: string) => process.stderr.write(`${what}\n`);

async function measure(options: Options): Promise<Figures> {
  await using site = await openSite();
  const { databaseUrl, search } = site;
  const machine = machineOf(site);
  process.stdout.write(`${describeMachine(machine)}\n\n`);
  await using vitae = await openVitae(site);
  const { indexName } = search;
  const task: Task = { databaseUrl, search, indexName, bound: options.bound * 1000, lanes: 1 };
  const growth: Grown[] = [];
  let comparison: Comparison | null = null;
  let seeded = 0;
  for (const size of new Set([...options.growth, options.profiles].toSorted((a, b) => a - b))) {
    say(`seeding ${size} profiles`);
    await seedProfiles({ url: databaseUrl, count: size - seeded });
    await sql(databaseUrl, 'VACUUM ANALYZE');
    if (seeded === 0) await expectSameDocuments(databaseUrl);
    seeded = size;
    const profiles = await publicProfiles(databaseUrl);
    if (size === options.profiles) {
      say(`comparing at ${size} profiles`);
      comparison = await compare(vitae, { site, task, profiles, rounds: options.rounds });
      printComparison(comparison);
    }
    if (options.growth.includes(size)) {
      say(`the ways at ${size} profiles`);
      // What is new enters the index first, so that each finds the same.
      await reindex(vitae, 'CHANGED');
      growth.push(...(await measureGrowth(vitae, task, profiles)));
    }
  }
  if (!comparison) throw new Error('the main size was not measured');
  printGrowth(growth);
  say(`dispatching ${options.ids} ids`);
  const dispatch = await measureDispatch(site, options.ids);
  printDispatch(dispatch);
  say('writing');
  const searchable = await measureSearchable(vitae, search, options.quick ? 20 : 500);
  printSearchable(searchable);
  const mutations = await measureMutations(vitae, search, {
    rounds: options.quick ? 1 : 5,
    mutations: options.quick ? 50 : 400,
  });
  printMutations(mutations);
  return { machine, growth, comparison, dispatch, searchable, mutations };
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
const figures = options.draw
  ? (JSON.parse(await readFile(options.draw, 'utf8')) as Figures)
  : await measure(options);
if (options.json && !options.draw) await writeFile(options.json, `${JSON.stringify(figures, null, 2)}\n`);
if (options.svg) await writeFile(options.svg, drawCurves(figures));
