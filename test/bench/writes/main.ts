// `npm run bench:writes`: what the triggers that follow writes by SQL cost a write through the API, which declares itself. saveBio
// over HTTP on two databases of one Postgres, one without the triggers, in turn.
import { seedProfiles } from '../../../src/dev/demo/seed.ts';
import { ratioBenchCommand, type RatioOptions } from '../command.ts';
import { settleRatios } from '../kept-ratios.ts';
import { openSite, sql } from '../reindex/site.ts';
import { openVitae } from '../reindex/vitae.ts';
import { openWriter, type Writer } from '../reindex/writes.ts';
import { quantile, ratiosOf, spreadOf } from '../spread.ts';
import { formatSpread, printTable, writeResults } from '../table.ts';

const values = ratioBenchCommand(
  'writes',
  'Measures saveBio with and without the triggers that follow writes by SQL.',
)
  .parse()
  .opts<RatioOptions>();
const [ROUNDS, WRITES] = values.quick ? [10, 100] : [40, 200];
const PROFILES = 2000;

async function dropTriggers(url: string): Promise<void> {
  const triggers = await sql<{ drop: string }>(
    url,
    `SELECT format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass) AS drop
     FROM pg_trigger WHERE tgname LIKE 'undeclared\\_%'`,
  );
  if (triggers.length === 0) throw new Error('there are no triggers');
  for (const { drop } of triggers) await sql(url, drop);
}

/** @returns milliseconds of each write, by writer */
async function round(writers: readonly Writer[]): Promise<number[][]> {
  const took = writers.map((): number[] => []);
  for (let nth = 0; nth < WRITES; nth += 1) {
    // Each is the first one of every other pair.
    const order = nth % 2 === 0 ? [...writers.entries()] : [...writers.entries()].reverse();
    for (const [index, writer] of order) took[index]?.push((await writer.write()).ms);
  }
  return took;
}

await using site = await openSite();
const urls = [site.databaseUrl, await site.createDatabase('without_triggers')] as const;
for (const url of urls) await seedProfiles({ url, count: PROFILES });
await using withTriggers = await openVitae(site, urls[0]);
await using without = await openVitae(site, urls[1]);
// A start makes those that are missing.
await dropTriggers(urls[1]);
const writers = [await openWriter(withTriggers), await openWriter(without)];
// Compiles the code.
await round(writers);
const medians: number[][] = [[], []];
for (let nth = 0; nth < ROUNDS; nth += 1) {
  for (const [index, ms] of (await round(writers)).entries()) medians[index]?.push(quantile(ms, 0.5));
}
const [one = [], other = []] = medians;
const figures = Object.entries({ 'with triggers': one, 'without triggers': other }).map(([name, ms]) => ({
  name,
  ms: spreadOf(ms),
  ratio: spreadOf(ratiosOf(ms, other)),
}));
process.stdout.write(
  `saveBio, ${ROUNDS} rounds of ${WRITES} writes each, in turn: median (lowest to highest)\n`,
);
printTable(
  ['', 'p50 of a round, ms', 'to without triggers, in the same round'],
  figures.map(({ name, ms, ratio }) => [
    name,
    formatSpread(ms, (each) => each.toFixed(2)),
    formatSpread(ratio, (each) => each.toFixed(3)),
  ]),
);
await settleRatios(
  'writes',
  values,
  figures.slice(0, 1).map(({ ratio }) => ({ name: 'saveBio with triggers, p50', ratio: ratio.median })),
);
if (values.json) await writeResults(values.json, values.quick, { figures });
