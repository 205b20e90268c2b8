// Owns Segment as a target: each event once by its `messageId`, by which Segment drops what it has had within a day. The
// event holds the profile's id, the transition and its time, nothing else of a person. Retrying is the queue's, so the
// client never does it by itself; every failure is thrown as the queue understands it, and none is left unhandled.
import { Analytics as SegmentClient, type HTTPFetchFn } from '@segment/analytics-node';
import { SpanKind } from '@opentelemetry/api';
import { PermanentError, WaitError } from '../../jobs/contract.ts';
import { measured } from '../../observability/telemetry.ts';
import type { AnalyticsEvent, AnalyticsTarget } from './delivery.ts';

export interface SegmentOptions {
  readonly writeKey: string;
  /** Such as https://events.eu1.segmentapis.com. Null: https://api.segment.io */
  readonly host: string | null;
  /** How long an answer is waited for, in milliseconds. @default 10000 */
  readonly timeoutMs?: number;
}

/** Of an answer, in the reason of a dead letter. */
const SHOWN_CHARACTERS = 200;

export function createSegmentTarget(options: SegmentOptions): AnalyticsTarget {
  return {
    send: (events) =>
      measured({ name: 'analytics.request', kind: SpanKind.CLIENT, attributes: { operation: 'track' } }, () =>
        send(options, events),
      ),
  };
}

/** The client lives as long as its batch: nothing is left in it when the process is told to stop. */
async function send(
  { writeKey, host, timeoutMs = 10_000 }: SegmentOptions,
  events: readonly AnalyticsEvent[],
): Promise<void> {
  const client = new SegmentClient({
    writeKey,
    ...(host !== null && { host }),
    flushAt: events.length,
    maxRetries: 0,
    httpRequestTimeout: timeoutMs,
    httpClient: post,
  });
  const accepted = new Set<string>();
  const failures: unknown[] = [];
  client.on('track', ({ event }) => accepted.add(String(event.messageId)));
  client.on('error', ({ reason }) => failures.push(reason));
  for (const { id, name, profileId, occurredAt } of events)
    client.track({ messageId: id, event: name, userId: profileId, timestamp: occurredAt });
  // It resolves also where events failed, and where its own time is up.
  await client.closeAndFlush({ timeout: 2 * timeoutMs });
  if (failures.length > 0) throw classed(failures[0]);
  const missing = events.length - accepted.size;
  if (missing > 0) throw new WaitError(`${missing} events were not acknowledged in time`, { seconds: null });
}

/** What the client calls to send. It would take a redirection for success, and wait by itself where it is refused for rate. */
const post: HTTPFetchFn = async (url, request) => {
  const response = await fetch(url, { ...request, redirect: 'manual' });
  const text = (await response.text()).slice(0, SHOWN_CHARACTERS);
  if (response.ok) return response;
  const { status } = response;
  const message = `Segment answered ${status}: ${text}`;
  if (status === 429) throw new WaitError(message, { seconds: retryAfter(response) });
  if (status === 408 || status >= 500) throw new WaitError(message, { seconds: null });
  throw new PermanentError(message);
};

/** Seconds; null where it does not say. */
function retryAfter({ headers }: Response): number | null {
  const seconds = Number(headers.get('retry-after') ?? NaN);
  return Number.isFinite(seconds) ? seconds : null;
}

function classed(reason: unknown): Error {
  if (reason instanceof WaitError || reason instanceof PermanentError) return reason;
  // No answer: refused, reset, timed out. What exactly is in the cause of what fetch throws.
  const { message, cause } = reason instanceof Error ? reason : new Error(String(reason));
  const detail = cause instanceof Error ? `${message} (${cause.message})` : message;
  return new WaitError(`Segment does not answer: ${detail}`, { seconds: null, cause: reason });
}
