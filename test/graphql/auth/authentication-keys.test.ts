// Owns tokens that somebody else signs, checked with the keys of a real JWKS served over HTTP: which are taken, how keys
// come and go, and that keys which cannot be had are an error of ours, never a way in.
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

describe('a token signed by somebody else', () => {
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

  /** What a verifier takes that believes the algorithm a token names: the public key, in its file, as an HMAC secret. */
  async function confused(): Promise<string> {
    const pem = Buffer.from(await exportSPKI(first().publicKey));
    const jwt = new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', kid: first().kid });
    return `Bearer ${await jwt.sign(pem)}`;
  }

  it.each(wrong)('%s: is refused', async (_what, make) => {
    await expect(verifierOf().viewerOf(await make())).rejects.toMatchObject(refusal);
  });

  it('with an algorithm that is not configured: is refused, though its key is there', async () => {
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

  it('that are new are found, but not looked for at every unknown name', async () => {
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

  it('that are withdrawn are taken no longer than ten minutes', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const verifier = verifierOf();
    const token = await tokenOf(first());
    await verifier.viewerOf(token);
    await serve(pairs.slice(1));
    vi.setSystemTime(Date.now() + 10 * 60_000 + 1);
    await expect(verifier.viewerOf(token)).rejects.toMatchObject(refusal);
  });

  it.each([
    ['cannot be had', 500, ''],
    ['are no JSON', 200, '<html>'],
    ['are no keys', 200, '{"keys":1}'],
  ])(
    'that %s: 503 for those with a token, logged, and everybody else is served',
    async (_what, status, body) => {
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
    },
  );
});
