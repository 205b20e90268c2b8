// Tokens that another service signs, verified with a JWKS over HTTP: which are accepted, how keys rotate, and that keys
// which cannot be fetched are an error of the server.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  exportJWK,
  exportSPKI,
  generateKeyPair,
  SignJWT,
  UnsecuredJWT,
  type JWK,
  type JWTPayload,
} from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createApp } from '../../../src/server/app.ts';
import { createRemoteVerifier, type Verifier } from '../../../src/graphql/auth/tokens.ts';
import { createApiOver } from '../../support/api.ts';
import { countVerifications } from './count-verifications.ts';
import { startVitae, type Vitae } from '../../support/vitae.ts';

const ISSUER = 'https://login.example.com';
const PERSON = '01a00000-0000-7000-8000-000000000000';
const ALGORITHMS = ['RS256', 'ES256', 'EdDSA'];

interface Pair {
  readonly alg: string;
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

let server: Server;
let url: string;
/** What the keys' server answers. */
let answer: { status: number; body: string };
let fetched: number;
let vitae: Vitae;
let pairs: Pair[];

beforeAll(async () => {
  vitae = await startVitae({ workers: false });
  server = createServer((_request, response) => {
    fetched += 1;
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
  pairs = await Promise.all(ALGORITHMS.map((alg) => makePair(alg)));
});
afterAll(async () => {
  await vitae.close();
  await new Promise((resolve) => server.close(resolve));
});

beforeEach(async () => {
  fetched = 0;
  await serve(pairs);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

async function makePair(alg: string, kid = alg): Promise<Pair> {
  return { alg, kid, ...(await generateKeyPair(alg, { extractable: true })) };
}

async function serve(served: readonly Pair[]): Promise<void> {
  const keys: JWK[] = await Promise.all(
    served.map(async ({ alg, kid, publicKey }) => ({
      ...(await exportJWK(publicKey)),
      alg,
      kid,
      use: 'sig',
    })),
  );
  answer = { status: 200, body: JSON.stringify({ keys }) };
}

const inAnHour = () => Math.floor(Date.now() / 1000) + 3600;
const claims = (): JWTPayload => ({ iss: ISSUER, aud: 'vitae', sub: PERSON, exp: inAnHour() });

async function tokenOf({ alg, kid, privateKey }: Pair, payload: JWTPayload = claims()): Promise<string> {
  return `Bearer ${await new SignJWT(payload).setProtectedHeader({ alg, kid }).sign(privateKey)}`;
}

const verifierOf = (algorithms = ALGORITHMS): Verifier =>
  createRemoteVerifier({ url, algorithms, issuer: ISSUER, audience: 'vitae' }, vitae.services.log);

const refusal = { extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } } };

function first(): Pair {
  const [pair] = pairs;
  if (!pair) throw new Error('there is no key');
  return pair;
}

describe('a token of another service', () => {
  it.each(ALGORITHMS)('with %s: is a person by its subject', async (alg) => {
    const pair = pairs.find((made) => made.alg === alg) ?? first();
    const exp = inAnHour();
    const viewer = await verifierOf().viewerOf(
      await tokenOf(pair, { ...claims(), exp, sub: PERSON.toUpperCase() }),
    );
    expect(viewer).toEqual({ kind: 'person', profileId: PERSON, expiresAt: new Date(exp * 1000) });
  });

  it.each([
    ['role admin', { role: 'admin' }, 'administrator'],
    ['admin among its scopes', { scope: 'openid admin email' }, 'administrator'],
    ['scopes without admin', { scope: 'openid administration admin-read' }, 'person'],
    ['role person, whatever its scopes', { role: 'person', scope: 'admin' }, 'person'],
  ])('with %s', async (_what, extra, kind) => {
    const viewer = await verifierOf().viewerOf(await tokenOf(first(), { ...claims(), ...extra }));
    expect(viewer.kind).toBe(kind);
  });

  const wrong: readonly (readonly [string, () => Promise<string>])[] = [
    ['expired', () => tokenOf(first(), { ...claims(), exp: 1 })],
    ['without an end', () => tokenOf(first(), { iss: ISSUER, aud: 'vitae', sub: PERSON })],
    ['of another issuer', () => tokenOf(first(), { ...claims(), iss: 'vitae' })],
    ['for another audience', () => tokenOf(first(), { ...claims(), aud: 'else' })],
    ['of a subject that is no id', () => tokenOf(first(), { ...claims(), sub: 'auth0|1' })],
    ['of a role that is not known', () => tokenOf(first(), { ...claims(), role: 'root' })],
    ['by another key of the same name', async () => tokenOf(await makePair('RS256'))],
    ['by a key of a name that is not known', async () => tokenOf(await makePair('RS256', 'else'))],
    ['with no signature', () => Promise.resolve(`Bearer ${new UnsecuredJWT(claims()).encode()}`)],
    ['with the public key as a secret', () => confused()],
  ];

  /** Uses the public key as an HMAC secret. A verifier that trusts the algorithm of the token would accept it. */
  async function confused(): Promise<string> {
    const pem = Buffer.from(await exportSPKI(first().publicKey));
    const jwt = new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', kid: first().kid });
    return `Bearer ${await jwt.sign(pem)}`;
  }

  it.each(wrong)('%s: is refused', async (_what, make) => {
    await expect(verifierOf().viewerOf(await make())).rejects.toMatchObject(refusal);
  });

  it('with an algorithm that is not configured: is refused, although its key is in the set', async () => {
    const [rsa, elliptic] = pairs;
    const verifier = verifierOf(['ES256']);
    await expect(verifier.viewerOf(await tokenOf(rsa ?? first()))).rejects.toMatchObject(refusal);
    expect((await verifier.viewerOf(await tokenOf(elliptic ?? first()))).kind).toBe('person');
  });
});

describe('the keys', () => {
  it('are fetched once for many tokens', async () => {
    const verifier = verifierOf();
    const tokens = await Promise.all(Array.from({ length: 20 }, () => tokenOf(first())));
    await Promise.all(tokens.map((token) => verifier.viewerOf(token)));
    expect(fetched).toBe(1);
  });

  it('that are new are fetched, but not for every unknown key id', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const verifier = verifierOf();
    await verifier.viewerOf(await tokenOf(first()));
    const rotated = await makePair('RS256', 'next');
    await serve([...pairs, rotated]);
    for (let tries = 0; tries < 10; tries += 1)
      await expect(verifier.viewerOf(await tokenOf(rotated))).rejects.toMatchObject(refusal);
    expect(fetched).toBe(1);
    vi.setSystemTime(Date.now() + 31_000);
    expect((await verifier.viewerOf(await tokenOf(rotated))).kind).toBe('person');
    expect(fetched).toBe(2);
  });

  it('that are withdrawn are accepted for at most ten minutes', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const verifier = verifierOf();
    const token = await tokenOf(first());
    await verifier.viewerOf(token);
    await serve(pairs.slice(1));
    vi.setSystemTime(Date.now() + 10 * 60_000 + 1);
    await expect(verifier.viewerOf(token)).rejects.toMatchObject(refusal);
  });

  it('that change: a token is verified again by the new one, also under the old name', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const verifier = verifierOf();
    const token = await tokenOf(first());
    const verified = countVerifications();
    for (let n = 0; n < 5; n += 1) await verifier.viewerOf(token);
    expect(verified()).toBe(1);
    // The same keys, fetched again.
    vi.setSystemTime(Date.now() + 10 * 60_000 + 1);
    for (let n = 0; n < 5; n += 1) await verifier.viewerOf(token);
    expect(verified()).toBe(2);
    await serve([await makePair(first().alg, first().kid), ...pairs.slice(1)]);
    vi.setSystemTime(Date.now() + 10 * 60_000 + 1);
    for (let n = 0; n < 2; n += 1) await expect(verifier.viewerOf(token)).rejects.toMatchObject(refusal);
    expect(verified()).toBe(4);
  });

  it.each([
    ['cannot be fetched', 500, ''],
    ['are not JSON', 200, '<html>'],
    ['are not keys', 200, '{"keys":1}'],
  ])('that %s: requests with a token get 503, logged; others are served', async (_what, status, body) => {
    answer = { status, body };
    const app = createApp({ ...vitae.appOptions, tokens: verifierOf() });
    const api = createApiOver(app, vitae.tokens);
    const authorization = await tokenOf(first());
    const logged = vitae.logged.length;
    const refused = await api.send('{ me { id } }', {}, { authorization });
    expect(refused.status).toBe(503);
    expect(refused.errors?.map(({ extensions }) => extensions?.code)).toEqual(['UNAVAILABLE']);
    expect(refused.data ?? null).toBeNull();
    const lines = vitae.logged.slice(logged).join('');
    expect(lines).toContain('the keys of the JWKS could not be fetched');
    expect(lines).not.toContain(authorization.split('.')[2]);
    expect((await api.send('{ me { id } }', {}, null)).status).toBe(200);

    await serve(pairs);
    expect((await api.send('{ me { id } }', {}, { authorization })).status).toBe(200);
  });
});
