// `npm run bench:api`: compares a warm completion over HTTP with a constant field of the same server. Prints a table. --json
// FILE writes the figures. --quick runs fewer and shorter rounds. --profile FOLDER writes the server's CPU profile there.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { spreadOf, type Spread } from '../spread.ts';
import { printTable } from '../table.ts';
import { serve, type Served } from './served.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    quick: { type: 'boolean', default: false },
    profile: { type: 'string' },
  },
});

const [ROUNDS, SECONDS] = values.quick ? [3, 2] : [7, 5];
const CONNECTIONS = 20;
const PROFILES = 200;

const CONSTANT = 'constant';
const QUERIES: Readonly<Record<string, string>> = {
  [CONSTANT]: '{ __typename }',
  'profile { fullName }': 'query ($id: ID!) { profile(id: $id) { fullName } }',
  'profile { completion { percentage } }':
    'query ($id: ID!) { profile(id: $id) { completion { percentage } } }',
  'the same, each section':
    'query ($id: ID!) { profile(id: $id) { completion { percentage sections { name status } } } }',
};

interface Round {
  readonly perSecond: number;
  readonly p99Ms: number;
  /** Of the server, per request. */
  readonly processorMicros: number;
}

async function round(server: Served, query: string, seconds: number): Promise<Round> {
  const { url, profileIds } = server;
  const bodies = query.includes('$id')
    ? profileIds.map((id) => JSON.stringify({ query, variables: { id } }))
    : [JSON.stringify({ query })];
  const before = server.processorMs();
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    duration: seconds,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    requests: bodies.map((body) => ({ body })),
    verifyBody: (body) => !String(body).includes('"errors"'),
  });
  const used = server.processorMs() - before;
  const failed = result.errors + result.non2xx + result.mismatches;
  if (failed > 0) throw new Error(`${failed} requests of ${query} failed`);
  return {
    perSecond: result.requests.total / result.duration,
    p99Ms: result.latency.p99,
    processorMicros: (1000 * used) / result.requests.total,
  };
}

await using served = await serve(PROFILES, values.profile ? path.resolve(values.profile) : null);
const names = Object.keys(QUERIES);
// Compiles the code and caches every completion.
for (const query of Object.values(QUERIES)) await round(served, query, 2 * SECONDS);
const rounds = new Map<string, Round[]>(names.map((name) => [name, []]));
/** Per round: the share of the constant field's requests per second. */
const shares = new Map<string, number[]>(names.map((name) => [name, []]));
for (let nth = 0; nth < ROUNDS; nth += 1) {
  const order = names.map((_, index) => names[(index + nth) % names.length] ?? CONSTANT);
  const done = new Map<string, Round>();
  for (const name of order) done.set(name, await round(served, QUERIES[name] ?? '', SECONDS));
  const constant = done.get(CONSTANT)?.perSecond ?? NaN;
  for (const [name, one] of done) {
    rounds.get(name)?.push(one);
    shares.get(name)?.push(one.perSecond / constant);
  }
}

const figures = names.map((name) => {
  const own = rounds.get(name) ?? [];
  return {
    field: name,
    perSecond: spreadOf(own.map(({ perSecond }) => perSecond)),
    p99Ms: spreadOf(own.map(({ p99Ms }) => p99Ms)),
    processorMicros: spreadOf(own.map(({ processorMicros }) => processorMicros)),
    shareOfConstant: spreadOf(shares.get(name) ?? []),
  };
});
const cell = ({ median, lowest, highest }: Spread, scale = 1) => {
  const [middle, least, most] = [median, lowest, highest].map((value) =>
    Math.round(value * scale).toLocaleString('en'),
  );
  return `${middle} (${least} to ${most})`;
};
process.stdout.write(
  `${CONNECTIONS} connections, ${ROUNDS} rounds of ${SECONDS} s in turn: median (lowest to highest)\n`,
);
printTable(
  ['', 'requests/s', 'p99 ms', 'server µs/request', '% of constant'],
  figures.map(({ field, perSecond, p99Ms, processorMicros, shareOfConstant }) => [
    field,
    cell(perSecond),
    cell(p99Ms),
    cell(processorMicros),
    cell(shareOfConstant, 100),
  ]),
);
if (values.json) {
  const at = {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    quick: values.quick,
  };
  await writeFile(values.json, `${JSON.stringify({ at, figures }, null, 2)}\n`);
}
