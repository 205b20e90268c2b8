// Reads a request's body, also gzip, up to a limit. A body over the limit is a 413, malformed JSON a 400.
// It stops reading at the limit, so a huge body does not fill the memory.
import type { IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';

import { parseJson } from '../../search/json.ts';
import type { JsonValue } from '../../search/json.ts';
import { Failure, badRequest } from './failure.ts';

const tooLarge = (limit: number) => new Failure(413, `Request body is over ${limit} bytes`);

/** @returns undefined for an empty body */
export async function readJsonBody(request: IncomingMessage, limit: number): Promise<JsonValue | undefined> {
  const bytes = await readBytes(request, limit);
  if (bytes.length === 0) return undefined;
  const plain = request.headers['content-encoding'] === 'gzip' ? unzip(bytes, limit) : bytes;
  try {
    return parseJson(plain.toString());
  } catch (error) {
    throw badRequest(`Invalid JSON: ${String(error)}`);
  }
}

async function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!(chunk instanceof Uint8Array)) continue;
    size += chunk.length;
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function unzip(bytes: Buffer, limit: number): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: limit });
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(limit);
    throw badRequest(`Invalid gzip body: ${String(error)}`);
  }
}
