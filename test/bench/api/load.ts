// Sends an operation to a server for some seconds, and measures what each request took.
import { setTimeout as delay } from 'node:timers/promises';
import autocannon from 'autocannon';
import type { Operation } from './operations.ts';
import type { Served, Target } from './served.ts';

export const CONNECTIONS = 20;

export interface Round {
  readonly perSecond: number;
  readonly p99Ms: number;
  /** Of the server, per request. */
  readonly processorMicros: number;
}

/**
 * @param path of the API
 * @param perSecond requests to send. @default as many as are answered
 * @throws where a request fails
 */
export async function load(
  { profileIds, headersOf }: Pick<Served, 'profileIds' | 'headersOf'>,
  target: Target,
  { query, as }: Operation,
  { path, seconds, perSecond }: { path: string; seconds: number; perSecond?: number },
): Promise<Round> {
  const requests = profileIds.map((id, nth) => ({
    body: JSON.stringify({ query, ...(query.includes('$id') && { variables: { id, text: `Text ${nth}` } }) }),
    headers: { 'content-type': 'application/json', ...headersOf(as, id) },
  }));
  await idle(target);
  const before = target.processorMs();
  const result = await autocannon({
    url: `${target.origin}/${path}`,
    connections: CONNECTIONS,
    duration: seconds,
    method: 'POST',
    requests,
    ...(perSecond !== undefined && { overallRate: Math.max(CONNECTIONS, Math.round(perSecond)) }),
    verifyBody: (body) => !/"errors"|"\w+Error"/.test(String(body)),
  });
  const used = target.processorMs() - before;
  const failed = result.errors + result.non2xx + result.mismatches;
  if (failed > 0) throw new Error(`${failed} requests of ${query} failed`);
  return {
    perSecond: result.requests.total / result.duration,
    p99Ms: result.latency.p99,
    processorMicros: (1000 * used) / result.requests.total,
  };
}

/** A naive server goes on with the requests that the round before has left. The kernel counts in steps of 10 ms. */
async function idle(target: Target): Promise<void> {
  for (let [before, now] = [-Infinity, target.processorMs()]; now - before > 10;) {
    await delay(100);
    [before, now] = [now, target.processorMs()];
  }
}
