// Whatever is thrown behind the port is answered with an id, in JSON without internals, and logged under the id.
import { describe, expect, it } from 'vitest';
import type { ServerOptions } from '../../src/server/http.ts';
import { serve } from '../support/served.ts';
import { variantOptions } from '../support/variant.ts';
import { useVitae } from '../support/vitae.ts';
import { PRODUCTION } from './clients/production.ts';
import { ask, CLOSE, expectSafe, HOST, SOCKET } from './raw-requests.ts';

const vitae = useVitae({ workers: false });

describe('what is thrown', () => {
  const fail = () => {
    throw new TypeError('a secret of /src/server/http.ts');
  };
  const failLater = () => Promise.reject(new TypeError('a secret of /src/server/http.ts'));
  const metricsToken = 'the token of the metrics';
  const METRICS = ['GET /metrics HTTP/1.1', HOST, `Authorization: Bearer ${metricsToken}`, CLOSE];
  const readiness = { check: failLater, stopping: () => undefined };
  const QUERY = ['GET /graphql?query={__typename} HTTP/1.1', HOST, 'graphql-require-preflight: 1', CLOSE];
  const limiter = { consume: fail };
  const limiterLater = { consume: failLater };

  it.each<readonly [string, readonly string[], object, Partial<ServerOptions>]>([
    ['by the metrics', METRICS, {}, { metricsToken, serveMetrics: fail }],
    ['by the metrics, later', METRICS, {}, { metricsToken, serveMetrics: failLater }],
    ['by the readiness', ['GET /ready HTTP/1.1', HOST, CLOSE], {}, { readiness }],
    ['by a hook of the API', QUERY, { limiter }, {}],
    ['by a hook of the API, later', QUERY, { limiter: limiterLater }, {}],
    ['while a socket opens', ['GET /graphql HTTP/1.1', HOST, ...SOCKET], { limiter }, {}],
    [
      'while a socket opens, later',
      ['GET /graphql HTTP/1.1', HOST, ...SOCKET],
      { limiter: limiterLater },
      {},
    ],
    ['while a refusal is counted', ['GET /graphql HTTP/1.1', 'Host: a b', CLOSE], { limiter }, {}],
    ['while a broken request is counted', ['GET / HTTP/9.9', HOST], { limiter: limiterLater }, {}],
    [
      'after a header was set',
      METRICS,
      {},
      {
        metricsToken,
        serveMetrics: (_request, response) => {
          response.setHeader('X-Powered-By', 'a library').setHeader('Content-Length', 7);
          fail();
        },
      },
    ],
    [
      'by a header of an answer',
      METRICS,
      {},
      { metricsToken, serveMetrics: (_request, response) => response.setHeader('x', '\n') },
    ],
  ])('%s is a 500 with an id, logged once under it', async (_where, head, appOptions, serverOptions) => {
    const before = vitae.logged.length;
    const options = { ...variantOptions(vitae, PRODUCTION), ...appOptions };
    await using broken = await serve(options, undefined, serverOptions);
    const answer = await ask(head, broken);
    expect(answer.status).toBe(500);
    expectSafe(answer);
    const { errors } = JSON.parse(answer.body) as {
      errors: { extensions: { code: string; errorId: string } }[];
    };
    expect(errors).toEqual([
      {
        message: 'Something went wrong on our side.',
        extensions: {
          code: 'INTERNAL_SERVER_ERROR',
          errorId: expect.stringMatching(/^[\da-f-]{36}$/) as string,
        },
      },
    ]);
    const logged = vitae.logged.slice(before);
    expect(logged).toHaveLength(1);
    expect(logged[0]).toContain(errors[0]?.extensions.errorId);
  });

  it('after the answer began breaks the connection, and is logged', async () => {
    const before = vitae.logged.length;
    await using broken = await serve(variantOptions(vitae, PRODUCTION), undefined, {
      metricsToken,
      serveMetrics: (_request, response) => {
        response.writeHead(200, { 'Content-Length': 100 }).write('half');
        fail();
      },
    });
    expect((await ask(METRICS, broken)).body).not.toContain('secret');
    expect(vitae.logged.slice(before)).toHaveLength(1);
  });
});
