// A small Segment API: accepts batches with the tests' write key, keeps the events, and simulates faults.
// Answers 400 for another path and for anything that is not exactly one of Vitae's events.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

export const WRITE_KEY = 'a-write-key-of-the-tests';

/** No other field is allowed, so no personal data is. */
const eventRule = z.strictObject({
  type: z.literal('track'),
  event: z.enum(['created', 'deleted']),
  userId: z.uuid(),
  messageId: z.uuid(),
  timestamp: z.iso.datetime(),
  properties: z.strictObject({}),
  integrations: z.strictObject({}),
  context: z.strictObject({ library: z.strictObject({ name: z.string(), version: z.string() }) }),
  _metadata: z.strictObject({ nodeVersion: z.string(), jsRuntime: z.literal('node') }),
});
export type SegmentEvent = z.infer<typeof eventRule>;

const bodyRule = z.strictObject({
  batch: z.array(eventRule).min(1),
  writeKey: z.literal(WRITE_KEY),
  sentAt: z.iso.datetime(),
});

export type SegmentFault =
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Record<string, string> }
  /** Resets the connection without accepting. */
  | { readonly kind: 'reset' }
  /** Accepts, then resets the connection. */
  | { readonly kind: 'lostAnswer' }
  /** Accepts, and never answers. */
  | { readonly kind: 'silence' };

export interface SegmentServer {
  readonly url: string;
  /** All accepted events, with duplicates. */
  readonly received: readonly SegmentEvent[];
  /** Number of requests, accepted or not. */
  readonly requests: number;
  /** Without duplicates: the first event of each `messageId`. */
  events(): SegmentEvent[];
  /** Sets a fault; null ends it. */
  fault(fault: SegmentFault | null): void;
  close(): Promise<void>;
}

export async function startSegmentServer(): Promise<SegmentServer> {
  const received: SegmentEvent[] = [];
  let requests = 0;
  let fault: SegmentFault | null = null;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    requests += 1;
    const body = await text(request);
    if (fault?.kind === 'reset') return void request.socket.resetAndDestroy();
    if (fault?.kind === 'status') return void response.writeHead(fault.status, fault.headers).end('as asked');
    const expected = `Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}`;
    if (request.headers.authorization !== expected) return void response.writeHead(401).end('wrong key');
    const parsed = bodyRule.safeParse(JSON.parse(body));
    if (request.url !== '/v1/batch' || !parsed.success)
      return void response.writeHead(400).end(parsed.error?.message ?? request.url);
    received.push(...parsed.data.batch);
    if (fault?.kind === 'lostAnswer') return void request.socket.resetAndDestroy();
    if (fault?.kind === 'silence') return;
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"success":true}');
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    received,
    get requests() {
      return requests;
    },
    events() {
      return [...new Map(received.toReversed().map((event) => [event.messageId, event])).values()].reverse();
    },
    fault(next) {
      fault = next;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
