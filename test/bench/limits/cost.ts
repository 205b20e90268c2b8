// Measures what one request costs a process of its own.
import { peakBytesOf, processorMsOf, resetPeakOf } from '../process-figures.ts';
import type { WorstRequest } from './requests.ts';
import type { Served } from './served.ts';

export interface Cost {
  readonly kind: string;
  readonly processorMs: number;
  /** How far the resident memory rose above its size before the request. */
  readonly peakBytes: number;
  readonly answeredBytes: number;
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

/** @throws if the process does not answer, or has ended */
export async function costOf(served: Served, { kind, document, as }: WorstRequest): Promise<Cost> {
  const server = await served.start();
  // Compiles the common path and opens the connections.
  for (let warm = 0; warm < 20; warm += 1) {
    await send(server.origin, '{ profiles(first: 1) { edges { node { fullName } } } }', null);
  }
  resetPeakOf(server.pid);
  const [memory, processor] = [peakBytesOf(server.pid) ?? NaN, processorMsOf(server.pid) ?? NaN];
  const { status, text } = await send(server.origin, document, served.tokens[as]);
  const { status: health } = await fetch(`${server.origin}/health`);
  if (health !== 200) throw new Error(`${kind}: /health answers ${health}`);
  const cost = {
    kind,
    processorMs: (processorMsOf(server.pid) ?? NaN) - processor,
    peakBytes: (peakBytesOf(server.pid) ?? NaN) - memory,
    answeredBytes: Buffer.byteLength(text),
    outcome: [status, /"limit":"(\w+)"/.exec(text.slice(0, 2000))?.[1]].join(' '),
  };
  await server.stop();
  return cost;
}
