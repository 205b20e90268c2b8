// Limits the bytes of a body. Its Content-Length settles it before the body is read: Node's parser refuses any that is no number,
// and reads no byte more. Only a body without one is counted as it arrives, and for the rate of its caller once it is whole.
// (Yoga's own limit passes every body through a stream and a second request, which takes as long as the rest of the request.)
import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { bodyTooLarge } from './errors.ts';
import { requestsOfBytes, type Rates } from './rate-limit.ts';

/** Comes after the plugins that choose how a body is parsed. */
export function useBodyLimit(maximum: number, rates: Rates): Plugin {
  return {
    onRequestParse({ request, requestParser, setRequestParser, fetchAPI }) {
      const length = request.headers.get('content-length');
      // Also where it is no number.
      if (length !== null && !(Number(length) <= maximum)) throw bodyTooLarge();
      if (length !== null || !requestParser || !request.body) return;
      setRequestParser(async ({ url, method, headers, signal, body: arriving }) => {
        const arrived = { weight: 0 };
        const body = await readWithin(maximum, arriving, arrived).catch(async (error: unknown) => {
          await rates.add(request, requestsOfBytes(arrived.weight));
          throw error;
        });
        await rates.charge(request, requestsOfBytes(arrived.weight));
        return requestParser(new fetchAPI.Request(url, { method, headers, signal, body }));
      });
    },
  };
}

/** A shorter chunk takes as much memory and time as one of so many bytes. */
const LEAST_CHUNK_BYTES = 100;

/**
 * @param arrived how much of it has, also where it is refused
 * @throws GraphQLError where it is longer, or does not arrive whole
 */
async function readWithin(
  maximum: number,
  body: ReadableStream<Uint8Array> | null,
  arrived: { weight: number },
): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  // A reader that is left, unlike a loop, does not close the connection: the refusal can still be sent.
  const reader = body?.getReader();
  for (;;) {
    const next = await reader?.read().catch(refuseUnread);
    if (!next || next.done) return Buffer.concat(chunks);
    arrived.weight += Math.max(next.value.byteLength, LEAST_CHUNK_BYTES);
    if (arrived.weight > maximum) throw bodyTooLarge();
    chunks.push(next.value);
  }
}

/** The client has left. */
function refuseUnread(): never {
  throw new GraphQLError('The body of the request did not arrive whole.', {
    extensions: { code: 'BAD_REQUEST', http: { status: 400 } },
  });
}
