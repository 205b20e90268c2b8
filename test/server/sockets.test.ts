// Sockets give the same answers, errors and limits as HTTP, and end when their token expires.
import type { ExecutionResult } from 'graphql';
import type { Client } from 'graphql-ws';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createRemoteVerifier } from '../../src/graphql/auth/tokens.ts';
import { PRODUCTION } from './clients/production.ts';
import { apiAt, openSocket, serve, socketClient, type Served } from '../support/served.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';
import { makeFilledProfile } from '../support/mutations.ts';
import { variantOptions } from '../support/variant.ts';
import { until } from '../support/eventually.ts';

let vitae: Vitae;
let profileId: string;
let otherId: string;
let served: Served;
const clients: Client[] = [];

beforeAll(async () => {
  vitae = await startVitae({ workers: false });
  profileId = (await makeFilledProfile(vitae, 'Ada Lovelace')).id;
  otherId = (await makeFilledProfile(vitae, 'Charles Babbage')).id;
  served = await serve(vitae.appOptions);
});
afterEach(() => {
  for (const client of clients.splice(0)) client.terminate();
});
afterAll(async () => {
  await served[Symbol.asyncDispose]();
  await vitae.close();
});

async function tokenOf(as: string | null, expiresIn?: string): Promise<string | null> {
  if (as === null) return null;
  const subject =
    as === 'admin' ? { kind: 'administrator' as const } : { kind: 'person' as const, profileId: as };
  return `Bearer ${await vitae.tokens.sign(subject, expiresIn)}`;
}

function connect(authorization: string | null, at = served): Client {
  const client = socketClient(at.socketUrl, authorization);
  clients.push(client);
  return client;
}

/** Every answer, a refusal included. */
async function answers(client: Client, query: string, variables = {}): Promise<unknown[]> {
  const all: unknown[] = [];
  await new Promise<void>((resolve, reject) => {
    client.subscribe(
      { query, variables },
      {
        next: (answer) => void all.push(answer),
        error: (error) => {
          if (Array.isArray(error)) all.push({ errors: error });
          else reject(error instanceof Error ? error : new Error(JSON.stringify(error)));
          resolve();
        },
        complete: resolve,
      },
    );
  });
  return all;
}

const codesOf = (given: unknown[]) =>
  (given as ExecutionResult[]).flatMap(({ errors = [] }) =>
    errors.map(({ extensions }) => extensions['code']),
  );

/** A second app over the same parts with other variables. */
function variant(environment: NodeJS.ProcessEnv, other: Partial<Vitae['appOptions']> = {}) {
  return serve(variantOptions(vitae, environment, other));
}

describe('an operation over a socket is answered as over HTTP', () => {
  const ID = '01a00000-0000-7000-8000-000000000001';
  const DOCUMENTS = [
    '{ me { fullName completion { percentage } } }',
    '{ profiles(first: 1) { edges { node { handle } } } }',
    '{ queues { name } }',
    '{ nothing }',
    '{',
    `{ profile(id: "${ID}") { id } }`,
    'query ($id: ID!) { profile(id: $id) { id } }',
    '{ profiles(first: -1) { edges { cursor } } }',
    'mutation { saveBio(input: { label: "", summary: "" }) { __typename ... on Error { code message } } }',
    'mutation { startReindex(input: { batchSize: 0 }) { id } }',
    `subscription { reindexProgress(runId: "${ID}") { id } }`,
  ];

  it.each(['nobody', 'a person', 'the administrator'])('as %s', async (who) => {
    const as = { nobody: null, 'a person': profileId, 'the administrator': 'admin' }[who] ?? null;
    const client = connect(await tokenOf(as));
    const [over, overHttp]: [unknown[], unknown[]] = [[], []];
    for (const document of DOCUMENTS) {
      over.push([document, await answers(client, document)]);
      const streams = document.startsWith('subscription');
      const stream = [];
      if (streams) for await (const answer of vitae.stream(document, {}, as)) stream.push(answer);
      const { data, errors } = streams ? {} : await vitae.send(document, {}, as);
      const answer = { ...(data !== undefined && { data }), ...(errors && { errors }) };
      overHttp.push([document, streams ? stream : [answer]]);
    }
    expect(JSON.parse(JSON.stringify(over))).toMatchObject(overHttp);
  });

  it('unexpected errors are masked', async () => {
    await using broken = await variant({}, { services: { ...vitae.services, db: {} as Vitae['db'] } });
    const [answer] = await answers(connect(null, broken), `{ profile(id: "${ID}") { id } }`);
    expect(answer).toMatchObject({
      errors: [
        { message: 'Something went wrong on our side.', extensions: { code: 'INTERNAL_SERVER_ERROR' } },
      ],
    });
    expect(JSON.stringify(answer)).not.toMatch(/http|undefined|stack/);
  });

  it('in production the schema is hidden', async () => {
    await using hidden = await variant(PRODUCTION);
    const client = connect(null, hidden);
    const refused = await answers(client, '{ __schema { queryType { name } } }');
    expect(JSON.stringify(refused)).toContain('introspection');
    const misspelt = JSON.stringify(await answers(client, '{ profils { id } }'));
    expect(misspelt).toContain('Cannot query field');
    expect(misspelt).not.toMatch(/Did you mean|profiles/);
  });

  it('persisted operations are called by their key, with an empty document', async () => {
    const persistedOperations = new Map([['key', '{ __typename }']]);
    const environment = { PERSISTED_OPERATIONS: 'of the test', PERSISTED_OPERATIONS_ONLY: 'on' };
    await using strict = await variant(environment, { persistedOperations });
    const client = connect(null, strict);
    const extensions = { persistedQuery: { version: 1, sha256Hash: 'key' } };
    const [answer] = await Array.fromAsync(client.iterate({ query: '', extensions }));
    expect(answer).toEqual({ data: { __typename: 'Query' } });
    expect(codesOf(await answers(client, '{ __typename }'))).toEqual(['CANNOT_SEND_PQ_ID_AND_BODY']);
  });
});

describe('the token of a socket', () => {
  const init = async (payload: object | undefined, headers = {}) => {
    const raw = await openSocket(served.socketUrl, { headers });
    raw.send({ type: 'connection_init', ...(payload && { payload }) });
    return raw;
  };

  it('comes from connectionParams, in any letter case, or from the header of the handshake', async () => {
    const authorization = await tokenOf(profileId);
    for (const raw of [
      await init({ authorization }),
      await init({ Authorization: authorization }),
      await init(undefined, { authorization }),
      // connectionParams take precedence.
      await init({ authorization }, { authorization: 'Bearer nonsense' }),
    ]) {
      await until(() => raw.messages.length === 1);
      raw.send({ id: '1', type: 'subscribe', payload: { query: '{ me { id } }' } });
      await until(() => raw.messages.length === 3);
      expect(raw.messages[1]).toMatchObject({ payload: { data: { me: { id: profileId } } } });
      raw.socket.close();
    }
  });

  it.each([
    ['an invalid token', () => 'Bearer nonsense', 'the token is not valid'],
    ['an expired token', () => tokenOf('admin', '0s'), 'the token has expired'],
    ['a token without "Bearer"', () => 'nonsense', 'the Authorization header must read "Bearer TOKEN"'],
    ['a token that is not a string', () => 7, 'the Authorization header must read "Bearer TOKEN"'],
  ])('%s closes it', async (_how, token, reason) => {
    const raw = await init({ authorization: await token() });
    expect(await raw.closed).toBe(`4403 ${reason}`);
    expect(raw.messages).toEqual([]);
  });

  it('cannot be verified while the keys are unavailable: the client retries later', async () => {
    const rules = { url: 'http://localhost:1/', algorithms: ['RS256'], issuer: 'vitae', audience: 'vitae' };
    await using away = await variant({}, { tokens: createRemoteVerifier(rules, vitae.services.log) });
    const raw = await openSocket(away.socketUrl);
    // Well formed, without a signature.
    const authorization = `Bearer ${btoa('{"alg":"RS256"}')}.${btoa('{}')}.AAAA`.replaceAll('=', '');
    raw.send({ type: 'connection_init', payload: { authorization } });
    expect(await raw.closed).toBe('1013 the token cannot be checked at the moment');
  });

  it('expires: its subscriptions get the reason, and the socket closes', async () => {
    const raw = await init({ authorization: await tokenOf(profileId, '2s') });
    await until(() => raw.messages.length === 1);
    const query = 'subscription { completionChanged { percentage } }';
    raw.send({ id: '1', type: 'subscribe', payload: { query } });
    expect(await raw.closed).toBe('4403 the token has expired');
    const end = { message: 'the token has expired', extensions: { code: 'UNAUTHENTICATED' } };
    expect(raw.messages.slice(-2)).toEqual([
      { id: '1', type: 'next', payload: { errors: [end] } },
      { id: '1', type: 'complete' },
    ]);
  });
});

describe('limits', () => {
  const WATCH = 'subscription { completionChanged { percentage } }';

  it('of an operation are those of HTTP', async () => {
    await using narrow = await variant({ LIMIT_DEPTH: '2', LIMIT_COST: '30', LIMIT_TOKENS: '50' });
    const client = connect(await tokenOf(profileId), narrow);
    const limitOf = async (query: string) => {
      const [answer] = (await answers(client, query)) as ExecutionResult[];
      return answer?.errors?.[0]?.extensions['limit'];
    };
    expect(await limitOf('{ me { completion { percentage } } }')).toBe('depth');
    expect(await limitOf('subscription { completionChanged { sections { name } } }')).toBe('depth');
    expect(await limitOf('{ profiles(first: 100) { __typename } }')).toBe('cost');
    expect(await limitOf(`{ ${'__typename '.repeat(50)} }`)).toBe('tokens');
    expect(await limitOf('{ me { id } }')).toBeUndefined();
    // Without the extension for HTTP.
    expect(JSON.stringify(await answers(client, '{ me { completion { percentage } } }'))).not.toContain(
      'http',
    );
  });

  it('of time applies', async () => {
    const search = { ...vitae.services.search, search: () => new Promise<never>(() => undefined) };
    const services = { ...vitae.services, search };
    await using hanging = await variant({ LIMIT_EXECUTION_SECONDS: '0.05' }, { services });
    const query = '{ searchProfiles(query: "") { totalCount } }';
    expect(codesOf(await answers(connect(null, hanging), query))).toEqual(['TIMEOUT']);
  });

  it('of a message are those of a body', async () => {
    await using narrow = await variant({ LIMIT_BODY_BYTES: '1000' });
    const raw = await openSocket(narrow.socketUrl);
    raw.send({ type: 'connection_init' });
    await until(() => raw.messages.length === 1);
    const message = JSON.stringify({ id: '1', type: 'subscribe', payload: { query: '{ __typename }' } });
    raw.send(message.padEnd(1000));
    await until(() => raw.messages.length === 3);
    raw.send(message.padEnd(1001));
    expect(await raw.closed).toBe('1009');
  });

  it('of the rate count the handshake and each operation', async () => {
    await using narrow = await variant({ LIMIT_REQUESTS_PER_MINUTE: '3' });
    const client = connect(await tokenOf(profileId), narrow);
    const asked = async () => codesOf(await answers(client, '{ me { id } }'));
    expect([await asked(), await asked(), await asked(), await asked()]).toEqual([
      [],
      [],
      [],
      ['RATE_LIMITED'],
    ]);
    // The address has three handshakes; the person counts separately.
    await openSocket(narrow.socketUrl);
    await openSocket(narrow.socketUrl);
    await expect(openSocket(narrow.socketUrl)).rejects.toThrow('429');
  });

  it('of subscriptions count the transports of a caller together, and only running ones', async () => {
    await using narrow = await variant({ LIMIT_SUBSCRIPTIONS: '2' });
    const overSse = async () => {
      const authorization = (await tokenOf(profileId)) ?? '';
      const headers = { authorization, accept: 'text/event-stream', 'content-type': 'application/json' };
      return fetch(narrow.url, { method: 'POST', headers, body: JSON.stringify({ query: WATCH }) });
    };
    const streams = [await overSse(), await overSse()];
    const client = connect(await tokenOf(profileId), narrow);
    expect(codesOf(await answers(client, WATCH))).toEqual(['TOO_MANY_SUBSCRIPTIONS']);
    expect((await apiAt(narrow.url, vitae).first(WATCH, {}, otherId)).errors).toBeUndefined();
    await streams[0]?.body?.cancel();
    // The iteration rejects as long as the cancelled stream counts.
    await until(async () => (await client.iterate({ query: WATCH }).next()).done !== true);
    expect(await (await overSse()).text()).toContain('TOO_MANY_SUBSCRIPTIONS');
    client.terminate();
    const watched = async () => apiAt(narrow.url, vitae).first(WATCH, {}, profileId);
    await until(async () => !(await watched()).errors);
    await narrow.stop(0);
  });

  it('of sockets are as many as of subscriptions, of each caller', async () => {
    await using narrow = await variant({ LIMIT_SUBSCRIPTIONS: '1' });
    const begin = async (as: string | null) => {
      const raw = await openSocket(narrow.socketUrl);
      raw.send({ type: 'connection_init', payload: { authorization: await tokenOf(as) } });
      return raw;
    };
    const acknowledged = { type: 'connection_ack' };
    const first = await begin(profileId);
    await until(() => first.messages.length === 1);
    expect(await (await begin(profileId)).closed).toBe('1013 At most 1 sockets may be open at once.');
    const others = await begin('admin');
    await until(() => others.messages.length === 1);
    first.socket.close();
    await first.closed;
    await until(async () => {
      const again = await begin(profileId);
      return Promise.race([again.closed, until(() => again.messages.length === 1)]).then(
        () => JSON.stringify(again.messages) === JSON.stringify([acknowledged]),
      );
    });
  });
});
