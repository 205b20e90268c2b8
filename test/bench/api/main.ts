// `npm run bench:api`: compares a warm completion over HTTP with a constant field of the same server. Prints a table. --json
// FILE writes the figures. --quick runs fewer and shorter rounds. --profile FOLDER writes the server's CPU profile there.
import path from 'node:path';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { inRotation, ratiosOf, spreadOf } from '../spread.ts';
import { formatCount, formatSpread, printTable, writeResults } from '../table.ts';
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
const rounds = await inRotation(names, ROUNDS, (name) => round(served, QUERIES[name] ?? '', SECONDS));
const valuesOf = (name: string, key: keyof Round) => (rounds.get(name) ?? []).map((one) => one[key]);
const figures = names.map((name) => ({
  field: name,
  perSecond: spreadOf(valuesOf(name, 'perSecond')),
  p99Ms: spreadOf(valuesOf(name, 'p99Ms')),
  processorMicros: spreadOf(valuesOf(name, 'processorMicros')),
  shareOfConstant: spreadOf(ratiosOf(valuesOf(name, 'perSecond'), valuesOf(CONSTANT, 'perSecond'))),
}));
process.stdout.write(
  `${CONNECTIONS} connections, ${ROUNDS} rounds of ${SECONDS} s in turn: median (lowest to highest)\n`,
);
printTable(
  ['', 'requests/s', 'p99 ms', 'server µs/request', '% of constant'],
  figures.map(({ field, perSecond, p99Ms, processorMicros, shareOfConstant }) => [
    field,
    ...[perSecond, p99Ms, processorMicros].map((spread) => formatSpread(spread)),
    formatSpread(shareOfConstant, (share) => formatCount(100 * share)),
  ]),
);
if (values.json) await writeResults(values.json, values.quick, { figures });
