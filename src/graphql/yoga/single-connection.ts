// Owns the second protocol of graphql-sse, for clients that may open few connections: a stream is reserved by PUT and opened
// once by GET; each operation is a request of its own, answered with 202, and its results come over the stream. The token
// of a stream is the one thing that leads to it. One that nobody opens is given up; when its reader leaves, all its
// operations end. https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md
import { randomUUID } from 'node:crypto';
import { GraphQLError, type ExecutionResult } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { Logger } from '../../observability/logger.ts';
import type { Callers } from '../auth/callers.ts';
import { formatError, formatResult } from '../errors.ts';
import { tooManySubscriptions } from '../limits/errors.ts';
import { countOpen } from '../limits/open-count.ts';

const PING_MS = 12_000;
/** How long a stream waits to be opened. */
const RESERVATION_MS = 30_000;

export interface SingleConnectionOptions {
  /** As in `/graphql`. */
  readonly endpoint: string;
  /** Of one caller, reserved and open ones together. */
  readonly maximum: number;
  readonly log: Logger;
}

interface Stream {
  readonly readable: ReadableStream<Uint8Array>;
  state: 'reserved' | 'open' | 'ended';
  /** By their ids; null until there is something to end. */
  readonly operations: Map<string, AsyncIterator<unknown> | null>;
  /** Resolves once the reader has taken it; false: there is none any more. */
  send(text: string): Promise<boolean>;
}

/** The token of the stream over which an operation is to be answered; null: it is answered as it came. */
export function streamTokenOf(request: Request): string | null {
  const sent = request.headers.get('x-graphql-event-stream-token');
  return sent ?? new URL(request.url, 'http://localhost').searchParams.get('token');
}

export function useSingleConnection(options: SingleConnectionOptions, callers: Callers): Plugin {
  const { endpoint, maximum, log } = options;
  const streams = new Map<string, Stream>();
  const count = countOpen(maximum);
  const accepted = new WeakMap<Request, { readonly stream: Stream; readonly id: string }>();

  function reserve(caller: string): string {
    const token = randomUUID();
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const encoder = new TextEncoder();
    const stream: Stream = {
      readable,
      state: 'reserved',
      operations: new Map(),
      send: (text) =>
        writer.write(encoder.encode(text)).then(
          () => true,
          () => false,
        ),
    };
    streams.set(token, stream);
    const unopened = setTimeout(() => {
      if (stream.state === 'reserved') void readable.cancel();
    }, RESERVATION_MS).unref();
    const pings = setInterval(() => {
      // Where something waits to be taken, a ping would wait behind it.
      if (stream.state === 'open' && (writer.desiredSize ?? 0) > 0) void stream.send(PING);
    }, PING_MS).unref();
    const end = () => {
      stream.state = 'ended';
      streams.delete(token);
      clearTimeout(unopened);
      clearInterval(pings);
      count.release(caller);
      for (const operation of stream.operations.values()) void operation?.return?.();
    };
    // It never ends by itself: its reader has left, or none came.
    writer.closed.then(end, end);
    return token;
  }

  /** @returns null where the request is none of the stream itself, but one for an operation */
  async function answer(request: Request, url: URL): Promise<Response | null> {
    if (request.method === 'PUT') {
      const caller = await callers.callerOf(request);
      if (!count.take(caller)) return refusal(429, tooManySubscriptions(maximum));
      return new Response(reserve(caller), { status: 201, headers: TEXT });
    }
    const token = streamTokenOf(request);
    if (token === null) return null;
    const stream = streams.get(token);
    if (!stream) return refusal(404, fault('There is no such stream.', 404));
    if (request.method === 'DELETE') return complete(stream, url);
    if (!request.headers.get('accept')?.includes('text/event-stream')) return null;
    if (stream.state === 'open') return refusal(409, fault('The stream is open already.', 409));
    stream.state = 'open';
    // Some browsers wait for the first byte.
    void stream.send(PING);
    return new Response(stream.readable, { headers: EVENTS });
  }

  return {
    async onRequest(hook) {
      if (hook.url.pathname !== endpoint) return;
      const response = await answer(hook.request, hook.url);
      if (response) hook.endResponse(response);
    },

    onParams(hook) {
      const { request, params } = hook;
      const token = streamTokenOf(request);
      const stream = token === null ? undefined : streams.get(token);
      if (token === null) return;
      const id: unknown = params.extensions?.['operationId'];
      if (!stream) hook.setResult({ errors: [fault('There is no such stream.', 404)] });
      else if (typeof id !== 'string' || id === '') {
        hook.setResult({ errors: [fault('extensions.operationId must be a text that is not empty.', 400)] });
      } else if (stream.operations.has(id)) {
        hook.setResult({ errors: [fault('The stream has an operation of this id.', 409)] });
      } else {
        stream.operations.set(id, null);
        accepted.set(request, { stream, id });
      }
    },

    onResultProcess(hook) {
      const { request, result } = hook;
      const operation = accepted.get(request);
      if (!operation) return;
      const { stream, id } = operation;
      if (isInvalid(result)) {
        stream.operations.delete(id);
        return;
      }
      hook.setResultProcessor(() => {
        deliver(stream, id, isAsyncIterable(result) ? result : only(result as ExecutionResult)).catch(
          (error: unknown) => log.error({ err: error }, 'an operation could not be streamed'),
        );
        return new Response(null, { status: 202 });
      }, 'application/json');
    },
  };
}

/** A document that is none, or does not fit the schema, is told to whoever sent it. Any other refusal is a result. */
function isInvalid(result: object): boolean {
  const { errors = [] } = result as ExecutionResult;
  return errors.some(({ extensions }) => INVALID.includes(String(extensions['code'])));
}

const INVALID = ['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_REQUEST'];

/** Each result waits until the one before it is taken, so that a slow reader slows the source and fills no memory. */
async function deliver(stream: Stream, id: string, results: AsyncIterable<ExecutionResult>): Promise<void> {
  const iterator = results[Symbol.asyncIterator]();
  try {
    // Completed, or left, before it had begun.
    if (stream.state === 'ended' || !stream.operations.has(id)) return;
    stream.operations.set(id, iterator);
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
      if (!(await stream.send(event('next', { id, payload: formatResult(next.value) })))) return;
    }
    if (stream.operations.has(id)) await stream.send(event('complete', { id }));
  } finally {
    // The id may be another's by now.
    if (stream.operations.get(id) === iterator) stream.operations.delete(id);
    await iterator.return?.();
  }
}

async function complete(stream: Stream, url: URL): Promise<Response> {
  const id = url.searchParams.get('operationId');
  if (id === null || id === '') return refusal(400, fault('operationId is missing.', 400));
  const operation = stream.operations.get(id);
  stream.operations.delete(id);
  await operation?.return?.();
  return new Response(null, { status: 200 });
}

async function* only(result: ExecutionResult): AsyncGenerator<ExecutionResult> {
  yield await Promise.resolve(result);
}

const PING = ':\n\n';
const TEXT = { 'content-type': 'text/plain; charset=utf-8' };
const EVENTS = { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' };

function event(name: 'next' | 'complete', data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

function fault(message: string, status: number): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_REQUEST', http: { status } } });
}

function refusal(status: number, error: GraphQLError): Response {
  return Response.json({ errors: [formatError(error)] }, { status });
}
