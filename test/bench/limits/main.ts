// `npm run bench:limits`: what the most expensive requests cost that the limits of production allow, and what one caller may
// do with its connections, each in a process of its own with a small heap. Prints a table.
import { benchCommand, type BenchOptions } from '../command.ts';
import { formatCount, printTable, writeResults } from '../table.ts';
import { costOf, costOfHeld, type Cost } from './cost.ts';
import { heldByConnections } from './held.ts';
import { worstRequests } from './requests.ts';
import { HEAP_MEGABYTES, serve } from './served.ts';

const values = benchCommand('limits', 'Measures what the most expensive requests cost that the limits allow.')
  .option('--only <text>', 'runs the kinds that contain the text', '')
  .parse()
  .opts<BenchOptions & { only: string }>();

await using served = await serve();
const figures: Cost[] = [];
for (const request of worstRequests(served.profileId).filter(({ kind }) => kind.includes(values.only))) {
  figures.push(await costOf(served, request));
}
for (const held of heldByConnections(served).filter(({ kind }) => kind.includes(values.only))) {
  figures.push(await costOfHeld(served, held));
}
process.stdout.write(`Each in a process of its own with ${HEAP_MEGABYTES} MB of heap\n`);
// The bytes are those of the connection that carried the most.
printTable(
  ['', 'processor ms', 'peak memory MB', 'received KB', 'answered KB', 'outcome'],
  figures.map(({ kind, processorMs, peakBytes, receivedBytes, answeredBytes, outcome }) => [
    kind,
    formatCount(processorMs),
    formatCount(peakBytes / 1e6),
    formatCount(receivedBytes / 1000),
    formatCount(answeredBytes / 1000),
    outcome,
  ]),
);
if (values.json) await writeResults(values.json, false, { figures });
