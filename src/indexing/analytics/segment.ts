// Sends analytics events to Segment. The event's id is the `messageId`, by which Segment drops duplicates within a day. An
// event holds the profile's id, the transition and its time, and nothing else about a person. The client does not retry:
// failures are thrown as errors of a job, and the queue retries.
import { Analytics as SegmentClient, type HTTPFetchFn } from '@segment/analytics-node';
import { SpanKind } from '@opentelemetry/api';
import { PermanentError, WaitError } from '../../jobs/contract.ts';
import { measured } from '../../observability/telemetry.ts';
import type { AnalyticsEvent, AnalyticsTarget } from './delivery.ts';

export interface SegmentOptions {
  readonly writeKey: string;
  /** Such as https://events.eu1.segmentapis.com. Null: https://api.segment.io */
  readonly host: string | null;
  /** Timeout of a request in milliseconds. @default 10000 */
  readonly timeoutMs?: number;
}

/** Of a response, in the reason of a dead letter. */
const SHOWN_CHARACTERS = 200;

export function createSegmentTarget(options: SegmentOptions): AnalyticsTarget {
  return {
    send: (events) =>
      measured(
        {
          name: 'analytics.request',
          description: 'Requests to Segment, by outcome.',
          kind: SpanKind.CLIENT,
          attributes: { operation: 'track' },
        },
        () => send(options, events),
      ),
  };
}

/** Uses a client per batch, so that none holds events when the process stops. */
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
  // Also resolves when events failed, and when its timeout has passed.
  await client.closeAndFlush({ timeout: 2 * timeoutMs });
  if (failures.length > 0) throw jobErrorOf(failures[0]);
  const missing = events.length - accepted.size;
  if (missing > 0) throw new WaitError(`${missing} events were not acknowledged in time`, { seconds: null });
}

/** Sends for the client, which would take a redirect for success, and would wait itself after a 429. */
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

/** Seconds; null if the header is missing. */
function retryAfter({ headers }: Response): number | null {
  const seconds = Number(headers.get('retry-after') ?? NaN);
  return Number.isFinite(seconds) ? seconds : null;
}

function jobErrorOf(reason: unknown): Error {
  if (reason instanceof WaitError || reason instanceof PermanentError) return reason;
  // No response: refused, reset or timed out. The cause of fetch's error has the details.
  const { message, cause } = reason instanceof Error ? reason : new Error(String(reason));
  const detail = cause instanceof Error ? `${message} (${cause.message})` : message;
  return new WaitError(`Segment does not respond: ${detail}`, { seconds: null, cause: reason });
}
