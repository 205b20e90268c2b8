// Measures what one request, or what is held by connections, costs a process of its own.
import { setTimeout as sleep } from 'node:timers/promises';
import { peakBytesOf, processorMsOf, resetPeakOf } from '../process-figures.ts';
import type { ServerProcess } from '../../support/vitae-process.ts';
import { openCountingProxy, type Carried } from './counting-proxy.ts';
import type { Held } from './held.ts';
import type { WorstRequest } from './requests.ts';
import type { Served } from './served.ts';

/** With the bytes of the connection that carried the most. */
export interface Cost extends Readonly<Carried> {
  readonly kind: string;
  readonly processorMs: number;
  /** How far the resident memory rose above its size before the request. */
  readonly peakBytes: number;
  /** The status, and the limit that cut the answer off. */
  readonly outcome: string;
}

async function send(origin: string, document: string, token: string | null) {
  const answer = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query: document }),
  });
  return { status: answer.status, text: await answer.text() };
}

/** What a process takes that serves nobody, in a second, is far below. */
const BUSY_MS = 100;

/** Waits until the process has read what was sent to it. */
async function settled({ pid }: ServerProcess): Promise<void> {
  let [before, now] = [-Infinity, processorMsOf(pid) ?? NaN];
  while (now - before > BUSY_MS) {
    await sleep(1000);
    [before, now] = [now, processorMsOf(pid) ?? NaN];
  }
}

/** A process that serves, through a proxy that counts, and what is closed after the measurement. */
export interface Running {
  readonly origin: string;
  readonly opened: AsyncDisposableStack;
}

/** Compiles the common path and opens the connections. */
async function warmUp({ origin }: ServerProcess): Promise<void> {
  for (let warm = 0; warm < 20; warm += 1) {
    await send(origin, '{ profiles(first: 1) { edges { node { fullName } } } }', null);
  }
}

async function expectHealthy({ origin }: ServerProcess, kind: string): Promise<void> {
  const { status } = await fetch(`${origin}/health`);
  if (status !== 200) throw new Error(`${kind}: /health answers ${status}`);
}

/** @throws as below */
export function costOfHeld(served: Served, { kind, environment, work }: Held): Promise<Cost> {
  return measure(served, kind, environment, work);
}

/** @throws if the process does not answer, or has ended */
export function costOf(served: Served, { kind, document, as }: WorstRequest): Promise<Cost> {
  return measure(served, kind, undefined, async ({ origin }) => {
    const { status, text } = await send(origin, document, served.tokens[as]);
    return [status, /"limit":"(\w+)"/.exec(text.slice(0, 2000))?.[1]].join(' ');
  });
}

async function measure(
  served: Served,
  kind: string,
  environment: Held['environment'],
  work: Held['work'],
): Promise<Cost> {
  const server = await served.start(environment);
  await warmUp(server);
  resetPeakOf(server.pid);
  const [memory, processor] = [peakBytesOf(server.pid) ?? NaN, processorMsOf(server.pid) ?? NaN];
  await using proxy = await openCountingProxy(server.origin);
  await using opened = new AsyncDisposableStack();
  const outcome = await work({ origin: proxy.origin, opened });
  await settled(server);
  await expectHealthy(server, kind);
  const cost = {
    kind,
    processorMs: (processorMsOf(server.pid) ?? NaN) - processor,
    peakBytes: (peakBytesOf(server.pid) ?? NaN) - memory,
    ...proxy.most(),
    outcome,
  };
  await server.kill();
  return cost;
}
