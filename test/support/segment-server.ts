// Owns Segment's edge as far as Vitae meets it: takes batches with the write key of the tests, keeps what it accepted, and
// does wrong what a test asks of it. Whatever is not exactly an event of ours is answered with 400, as is another path.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

export const WRITE_KEY = 'a-write-key-of-the-tests';

/** Nothing else may be in it: so nothing of a person can. */
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
  /** The connection is reset, and nothing is accepted. */
  | { readonly kind: 'reset' }
  /** It is accepted, and the connection is reset instead of the answer. */
  | { readonly kind: 'lostAnswer' }
  /** It is accepted, and never answered. */
  | { readonly kind: 'silence' };

export interface SegmentServer {
  readonly url: string;
  /** All that was accepted, as it came: also what came twice. */
  readonly received: readonly SegmentEvent[];
  /** How many requests came, whatever became of them. */
  readonly requests: number;
  /** What Segment makes of it: of several with one `messageId` the first. */
  events(): SegmentEvent[];
  /** From now on; null ends it. */
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
