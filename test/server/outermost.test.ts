// Whatever is sent to the port is answered in JSON without internals. Every answer of the port has the security headers, and is
// counted.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve, type Served } from '../support/served.ts';
import { variantOptions } from '../support/variant.ts';
import { useVitae } from '../support/vitae.ts';
import { PRODUCTION } from './clients/production.ts';
import { ask, CLOSE, expectSafe, HOST, SOCKET, UPGRADE } from './raw-requests.ts';

const vitae = useVitae({ workers: false });
let served: Served;
beforeAll(async () => {
  served = await serve(variantOptions(vitae, PRODUCTION));
});
afterAll(() => served[Symbol.asyncDispose]());

describe('a Host', () => {
  it.each([
    'a b',
    '[::bad',
    '[::1]bad',
    'x:99999',
    'x:-1',
    'x:1:2',
    '%00',
    'exa<mple',
    'user@localhost',
    'localhost/graphql?',
    'localhost?',
    'localhost#',
    'http://localhost',
    '256.256.256.256',
    'a'.repeat(300) + '.\u00e9',
    '\u0080',
    '',
  ])('%j is a 400 on every path, and for a socket', async (host) => {
    for (const target of ['/graphql', '/health', '/metrics', '/admin', '/nothing']) {
      const answer = await ask([`GET ${target} HTTP/1.1`, `Host: ${host}`, CLOSE], served);
      expect(answer.status).toBe(400);
      expect(JSON.parse(answer.body)).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
      expectSafe(answer);
    }
    const answer = await ask(['GET /graphql HTTP/1.1', `Host: ${host}`, ...SOCKET], served);
    expect(answer.status).toBe(400);
    expectSafe(answer);
  });

  it.each([
    ['two of them', ['Host: localhost', 'Host: evil.example']],
    ['the same twice', ['Host: localhost', 'Host: localhost']],
    ['none', []],
  ])('%s is a 400', async (_what, hosts) => {
    const answer = await ask(['GET /health HTTP/1.1', ...hosts, CLOSE], served);
    expect(answer.status).toBe(400);
    expectSafe(answer);
  });

  it.each(['localhost', 'vitae.example.com:443', '[::1]:4000', '127.0.0.1', 'under_score.internal', 'x.'])(
    '%s is served',
    async (host) => {
      const answer = await ask(
        [`GET /graphql?query={__typename} HTTP/1.1`, `Host: ${host}`, 'graphql-require-preflight: 1', CLOSE],
        served,
      );
      expect(answer.status).toBe(200);
      expectSafe(answer);
    },
  );
});

describe('a request', () => {
  const anyOf = (from: number, to: number) => ({ from, to });
  it.each<readonly [string, readonly string[] | string, number | { from: number; to: number }]>([
    ['with a whole URL as its target', ['GET http://x/graphql HTTP/1.1', HOST, CLOSE], 400],
    ['for no resource', ['OPTIONS * HTTP/1.1', HOST, CLOSE], 400],
    ['for a tunnel', ['CONNECT localhost:5432 HTTP/1.1', HOST], 400],
    ['for a tunnel to nothing', ['CONNECT x:99999 HTTP/1.1', HOST], 400],
    ['with two slashes', ['GET //x:99999/graphql HTTP/1.1', HOST, CLOSE], 403],
    ['with a bad percent encoding', ['GET /%zz%E0%A4%A HTTP/1.1', HOST, CLOSE], 404],
    [
      'with a bad percent encoding at the end of a known path',
      ['GET /graphql/%c0%ae HTTP/1.1', HOST, CLOSE],
      404,
    ],
    ['with a bad percent encoding in the dashboard', ['GET /admin/%ff HTTP/1.1', HOST, CLOSE], 404],
    ['with a backslash', ['GET /\\..\\graphql HTTP/1.1', HOST, CLOSE], 403],
    ['with bytes beyond ASCII in its path', ['GET /\u00ff\u00fe HTTP/1.1', HOST, CLOSE], anyOf(400, 404)],
    ['for a path that ends like a health check', ['GET /nothing/health HTTP/1.1', HOST, CLOSE], 404],
    ['of version 1.0 without Host', ['GET /health HTTP/1.0'], 200],
    ['of version 1.0 to the API', ['GET /graphql HTTP/1.0'], anyOf(400, 406)],
    ['of version 0.9', 'GET /health\r\n\r\n', 400],
    ['of version 2', ['PRI * HTTP/2.0', '', 'SM'], 400],
    ['by TRACE', ['TRACE /graphql HTTP/1.1', HOST, CLOSE], anyOf(400, 405)],
    ['by PROPFIND', ['PROPFIND /graphql HTTP/1.1', HOST, CLOSE], anyOf(400, 405)],
    ['by HEAD', ['HEAD /graphql HTTP/1.1', HOST, CLOSE], anyOf(400, 405)],
    ['by an unknown method', ['BREW /graphql HTTP/1.1', HOST, CLOSE], 400],
    ['that is not HTTP', '\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n', 400],
    ['with a header of a bad name', ['GET /health HTTP/1.1', HOST, 'a b: c'], 400],
    ['with a header of a bad value', ['GET /health HTTP/1.1', HOST, 'a: \u0000'], 400],
    ['with two lengths', ['POST /graphql HTTP/1.1', HOST, 'Content-Length: 1', 'Content-Length: 2'], 400],
    [
      'with a length and chunks',
      ['POST /graphql HTTP/1.1', HOST, 'Content-Length: 1', 'Transfer-Encoding: chunked'],
      400,
    ],
    ['with a length below zero', ['POST /graphql HTTP/1.1', HOST, 'Content-Length: -1'], 400],
    ['with a head that is too long', ['GET /health HTTP/1.1', HOST, `a: ${'x'.repeat(20_000)}`], 431],
    ['with a target that is too long', [`GET /${'x'.repeat(20_000)} HTTP/1.1`, HOST], 431],
    [
      'that expects the impossible',
      ['POST /graphql HTTP/1.1', HOST, 'Expect: 200-ok', 'Content-Length: 0', CLOSE],
      417,
    ],
    [
      'that expects to go on',
      ['POST /graphql HTTP/1.1', HOST, 'Expect: 100-continue', 'Content-Length: 0', CLOSE],
      anyOf(400, 415),
    ],
    [
      'with an odd encoding',
      [
        'POST /graphql HTTP/1.1',
        HOST,
        'Content-Type: application/json; charset=x',
        'Content-Length: 0',
        CLOSE,
      ],
      anyOf(400, 415),
    ],
    [
      'with a bad token',
      [
        'GET /graphql?query={__typename} HTTP/1.1',
        HOST,
        'Authorization: \u00ff',
        'graphql-require-preflight: 1',
        CLOSE,
      ],
      anyOf(200, 401),
    ],
    [
      'to another protocol',
      ['GET /health HTTP/1.1', HOST, 'Connection: Upgrade, close', 'Upgrade: h2c'],
      200,
    ],
    ['to a socket elsewhere', ['GET /nothing HTTP/1.1', HOST, ...SOCKET, CLOSE], 404],
    [
      'to a socket without a key',
      ['GET /graphql HTTP/1.1', HOST, ...UPGRADE, 'Sec-WebSocket-Version: 13'],
      400,
    ],
    [
      'to a socket with a bad key',
      ['GET /graphql HTTP/1.1', HOST, ...UPGRADE, 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: x'],
      400,
    ],
    [
      'to a socket of another version',
      [
        'GET /graphql HTTP/1.1',
        HOST,
        ...UPGRADE,
        'Sec-WebSocket-Version: 7',
        'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
      ],
      400,
    ],
    ['to a socket by POST', ['POST /graphql HTTP/1.1', HOST, ...SOCKET], 400],
    [
      'to a socket with a bad subprotocol',
      ['GET /graphql HTTP/1.1', HOST, ...SOCKET, 'Sec-WebSocket-Protocol: ,,'],
      400,
    ],
    [
      'to a socket from another site',
      ['GET /graphql HTTP/1.1', HOST, ...SOCKET, 'Origin: https://evil.example'],
      403,
    ],
    [
      'to a socket from a site that is no URL',
      ['GET /graphql HTTP/1.1', HOST, ...SOCKET, 'Origin: [::bad'],
      403,
    ],
    ['for nothing', ['GET /nothing HTTP/1.1', HOST, CLOSE], 404],
    ['for metrics that are not served', ['GET /metrics HTTP/1.1', HOST, CLOSE], 404],
    ['for health', ['GET /health HTTP/1.1', HOST, CLOSE], 200],
    ['for readiness', ['GET /ready HTTP/1.1', HOST, CLOSE], 200],
  ])('%s is answered without internals', async (_what, head, expected) => {
    const answer = await ask(head, served);
    if (typeof expected === 'number') expect(answer.status).toBe(expected);
    else {
      expect(answer.status).toBeGreaterThanOrEqual(expected.from);
      expect(answer.status).toBeLessThanOrEqual(expected.to);
    }
    expectSafe(answer);
    expect(vitae.logged).toEqual([]);
  });

  it('that is too long is answered with the security headers', async () => {
    const answer = await ask(
      ['POST /graphql HTTP/1.1', HOST, 'Content-Type: application/json', 'Content-Length: 5000000', CLOSE],
      served,
    );
    expect(answer.status).toBe(413);
    expectSafe(answer);
  });

  it.each([
    ['with a bad Host', ['GET /graphql HTTP/1.1', 'Host: a b', CLOSE]],
    ['that is not HTTP', 'nothing\r\n\r\n'],
    ['for a tunnel', ['CONNECT x:1 HTTP/1.1', HOST]],
    ['for a socket with a bad Host', ['GET /graphql HTTP/1.1', 'Host: a b', ...SOCKET]],
    [
      'for a socket from another site',
      ['GET /graphql HTTP/1.1', HOST, ...SOCKET, 'Origin: https://evil.example'],
    ],
    [
      'for metrics with a wrong token',
      ['GET /metrics HTTP/1.1', HOST, 'Authorization: Bearer guessed', CLOSE],
    ],
  ])('%s counts in the rate limit', async (_what, head) => {
    const environment = { ...PRODUCTION, LIMIT_REQUESTS_PER_MINUTE: '2' };
    const other = { metricsToken: 'the token of the metrics' };
    await using narrow = await serve(variantOptions(vitae, environment), undefined, other);
    expect((await ask(head, narrow)).status).toBeLessThan(429);
    await ask(head, narrow);
    const third = await ask(head, narrow);
    expect(third.status).toBe(429);
    expect(third.headers).toHaveProperty('retry-after');
    expectSafe(third);
    const usual = ['GET /graphql?query={__typename} HTTP/1.1', HOST, 'graphql-require-preflight: 1', CLOSE];
    expect((await ask(usual, narrow)).status).toBe(429);
    expect((await ask(['GET /health HTTP/1.1', HOST, CLOSE], narrow)).status).toBe(200);
  });
});
