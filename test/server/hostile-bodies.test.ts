// Hostile bodies, parameters and media types over HTTP, with the settings of production: each is refused in words or read, and
// the next request is served normally.
import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { codesOf, STRICT, useProductionApi } from './production-api.ts';

const production = useProductionApi();
const { post, expectServed } = production;

describe('a body', () => {
  it('of 10 MB is refused, with and without a content length', async () => {
    const body = Buffer.from(`{"query":"{ __typename }${' '.repeat(10_000_000)}"}`);
    expect((await sendRaw([body], { 'content-length': String(body.length) })).status).toBe(413);
    await expectServed();
    const chunks = Array.from({ length: 100 }, (_, i) => body.subarray(i * 100_000, (i + 1) * 100_000));
    expect((await sendRaw(chunks, { 'transfer-encoding': 'chunked' })).status).toBe(413);
    await expectServed();
  });

  it('that is not UTF-8 is read with replacement characters or refused', async () => {
    const quoted = (bytes: number[]) =>
      Buffer.concat([
        Buffer.from('{"query":"{ searchProfiles(query: \\"'),
        Buffer.from(bytes),
        Buffer.from('\\") { totalCount } }"}'),
      ]);
    for (const bytes of [[0xff], [0xc3, 0x28], [0xed, 0xa0, 0x80], [0xf8, 0x88, 0x80, 0x80, 0x80]]) {
      const { status, text } = await post(new Uint8Array(quoted(bytes)));
      expect({ status, text }).toEqual({
        status: 200,
        text: expect.stringContaining('totalCount') as string,
      });
    }
    const { status, text } = await post(new Uint8Array([0xff, 0xfe, 0x7b, 0x00]));
    expect({ status, codes: codesOf(text) }).toEqual({ status: 400, codes: ['BAD_REQUEST'] });
    expect(text).not.toMatch(/SyntaxError|unexpected token/i);
    await expectServed();
  });

  it.each([
    '',
    'null',
    '7',
    '"x"',
    '[]',
    '{}',
    '{"query":null}',
    '{"query":{"a":1}}',
    '{"query":"{ __typename }","operationName":"__proto__"}',
  ])('that is %j is refused with a code', async (body) => {
    const { status, text } = await post(body);
    expect(status, text).toBe(400);
    expect(codesOf(text)?.[0], text).toMatch(/^(BAD_REQUEST|OPERATION_RESOLUTION_FAILURE)$/);
  });

  it('that never ends does not block other requests', async () => {
    const stalled: Socket[] = [];
    for (let i = 0; i < 100; i += 1) {
      const socket = connect(production.served.port, 'localhost');
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      socket.write(
        'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 500000\r\n\r\n{"query":',
      );
      stalled.push(socket);
    }
    await expectServed();
    for (const socket of stalled) socket.destroy();
    await expectServed();
  });
});

describe('the parameters of a URL', () => {
  it.each(['variables=x', 'variables={', 'extensions=[', 'variables=%7B%22a%22'])(
    'that are not JSON are refused with 400: %s',
    async (parameters) => {
      const body = `query=%7B__typename%7D&${parameters}`;
      const headers = { ...STRICT, 'graphql-require-preflight': '1' };
      const form = { ...headers, 'content-type': 'application/x-www-form-urlencoded' };
      for (const response of [
        await fetch(`${production.served.url}?${body}`, { headers }),
        await fetch(production.served.url, { method: 'POST', headers: form, body }),
      ]) {
        expect(response.status).toBe(400);
        expect(codesOf(await response.text())).toEqual(['BAD_REQUEST']);
      }
    },
  );
});

describe('a media type', () => {
  const QUERY = '{"query":"{ __typename }"}';
  const FORM = 'query=%7B__typename%7D';
  const post = (type: string, body: string) =>
    fetch(production.served.url, {
      method: 'POST',
      headers: { ...STRICT, 'graphql-require-preflight': '1', 'content-type': type },
      body: Buffer.from(body),
    });

  it.each([
    ['APPLICATION/JSON', QUERY],
    ['Application/Json;charset=UTF-8', QUERY],
    ['application/json ; charset=utf-8', QUERY],
    ['application/GraphQL+JSON', QUERY],
    ['APPLICATION/GRAPHQL', '{ __typename }'],
    ['Application/X-WWW-Form-UrlEncoded', FORM],
  ])('is compared without case and white space: %s', async (type, body) => {
    const response = await post(type, body);
    expect([response.status, await response.text()]).toEqual([200, '{"data":{"__typename":"Query"}}']);
  });

  it.each([
    ['text/css', 'The Content-Type "text/css" is not supported: send application/json.'],
    ['TEXT/PLAIN;x=A', 'The Content-Type "text/plain;x=A" is not supported: send application/json.'],
    ['application/jsonx', 'The Content-Type "application/jsonx" is not supported: send application/json.'],
    ['multipart/form-data; boundary=a', /^The Content-Type "multipart/],
    ['', /^The (header Content-Type is missing|Content-Type "" is not supported): send application\/json\.$/],
    [`a/${'b'.repeat(500)}`, /^The Content-Type "a\/b{98}…" is not supported/],
  ])('that is not supported is refused in words: %j', async (type, words) => {
    const response = await post(type, QUERY);
    expect(response.status).toBe(415);
    expect(await response.json()).toEqual({
      errors: [{ message: expect.stringMatching(words) as string, extensions: { code: 'BAD_REQUEST' } }],
    });
  });
});

/** Without fetch, which would correct the headers. Does not wait for the upload after the answer. */
function sendRaw(chunks: readonly Buffer[], headers: Record<string, string>): Promise<{ status: number }> {
  return new Promise((resolve, reject) => {
    const sent = request(production.served.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
    });
    let answered = false;
    sent.once('response', ({ statusCode: status = 0 }) => {
      answered = true;
      resolve({ status });
      sent.destroy();
    });
    // A server that has answered may stop reading.
    sent.once('error', (error) => {
      if (!answered) reject(error);
    });
    for (const chunk of chunks) sent.write(chunk);
    sent.end();
  });
}
