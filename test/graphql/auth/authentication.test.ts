// An invalid token is refused with 401, and its sender is never treated as anonymous.
import { CompactSign, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { countVerifications } from './count-verifications.ts';
import { JWT_SECRET, startVitae, type Vitae } from '../../support/vitae.ts';

let vitae: Vitae;
beforeAll(async () => {
  vitae = await startVitae({ workers: false });
});
afterAll(() => vitae.close());

const PERSON = '01a00000-0000-7000-8000-000000000000';
const ADMIN = { role: 'admin', iss: 'vitae', aud: 'vitae', exp: Math.floor(Date.now() / 1000) + 600 };
const sign = (payload: JWTPayload, secret = JWT_SECRET, alg = 'HS256') =>
  new SignJWT(payload).setProtectedHeader({ alg }).sign(Buffer.from(secret));

/** @param claims as they stand in the JSON of the token, such as `"exp":1e400` */
const signText = (claims: string) =>
  new CompactSign(Buffer.from(`{"role":"admin","iss":"vitae","aud":"vitae",${claims}}`))
    .setProtectedHeader({ alg: 'HS256' })
    .sign(Buffer.from(JWT_SECRET));

const bearer = async (token: string | Promise<string>) => `Bearer ${await token}`;
const withoutSignature = (token: string) => `${token.split('.').slice(0, 2).join('.')}.`;
const past = Math.floor(Date.now() / 1000) - 60;

const refused: readonly (readonly [string, () => string | Promise<string>])[] = [
  ['an expired token', () => bearer(sign({ ...ADMIN, exp: past }))],
  ['a token without an end', () => bearer(sign({ role: 'admin', iss: 'vitae', aud: 'vitae' }))],
  ['a token signed with another secret', () => bearer(sign(ADMIN, 'x'.repeat(40)))],
  ['a token with another algorithm', () => bearer(sign(ADMIN, JWT_SECRET.repeat(2), 'HS512'))],
  ['alg: none', () => bearer(new UnsecuredJWT(ADMIN).encode())],
  ['a token without its signature', async () => bearer(withoutSignature(await sign(ADMIN)))],
  ['a token whose role was changed', async () => bearer(await tampered())],
  ['a token of another issuer', () => bearer(sign({ ...ADMIN, iss: 'else' }))],
  ['a token for another audience', () => bearer(sign({ ...ADMIN, aud: 'else' }))],
  ['an unknown role', () => bearer(sign({ ...ADMIN, role: 'root' }))],
  ['a person without a subject', () => bearer(sign({ ...ADMIN, role: 'person' }))],
  ['a person whose subject is no id', () => bearer(sign({ ...ADMIN, role: 'person', sub: 'x' }))],
  ...[
    ...['1e300', '1e400', '-1e400', '8.64e12', '253402300800', '-1', '0', '-1e300'],
    ...['"9999999999"', '"never"', 'true', 'null', '{}', '[9999999999]', '""'],
  ].map((exp) => [`a token whose exp is ${exp}`, () => bearer(signText(`"exp":${exp}`))] as const),
  ...['1e300', '1e400', '-1e400', `${ADMIN.exp}`, '"0"', 'null', '{}', 'true'].map(
    (nbf) =>
      [`a token whose nbf is ${nbf}`, () => bearer(signText(`"exp":${ADMIN.exp},"nbf":${nbf}`))] as const,
  ),
  ...['1e300', '1e400', '-1e400', '"0"', 'null', '{}', 'true'].map(
    (iat) =>
      [`a token whose iat is ${iat}`, () => bearer(signText(`"exp":${ADMIN.exp},"iat":${iat}`))] as const,
  ),
  ['no JWT at all', () => 'Bearer abc'],
  ['Bearer alone', () => 'Bearer'],
  ['another scheme', () => 'Basic YTpi'],
  ['a token without its scheme', () => sign(ADMIN)],
  ['two tokens', async () => `${await bearer(sign(ADMIN))} ${await sign(ADMIN)}`],
];

/** The header and signature of a person's token, around the claims of the administrator. */
async function tampered(): Promise<string> {
  const [header, , signature] = (await sign({ ...ADMIN, role: 'person', sub: PERSON })).split('.');
  const claims = Buffer.from(JSON.stringify(ADMIN)).toString('base64url');
  return [header, claims, signature].join('.');
}

describe('a token that is not valid', () => {
  const DOCUMENTS = [
    '{ me { id } }',
    'mutation { createProfile(input: { fullName: "A" }) { __typename } }',
    'subscription { reindexProgress(runId: "latest") { id } }',
  ];

  it.each(refused)('%s: 401 UNAUTHENTICATED, without the token, and no write', async (_what, header) => {
    const authorization = await header();
    for (const document of DOCUMENTS) {
      const { status, headers, errors, data, text } = await vitae.send(document, {}, { authorization });
      expect(status).toBe(401);
      if (authorization.length > 20) expect(text).not.toContain(authorization.slice(-20));
      expect(headers.get('www-authenticate')).toMatch(
        /^Bearer realm="vitae"(, error="invalid_token", error_description="the token (is not valid|has expired)")?$/,
      );
      expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['UNAUTHENTICATED']);
      expect(data ?? null).toBeNull();
    }
    expect(await vitae.db.profile.count()).toBe(0);
  });

  it('gets a challenge that differs from that of a malformed header', async () => {
    const challenge = async (authorization: string) =>
      (await vitae.send('{ me { id } }', {}, { authorization })).headers.get('www-authenticate');
    expect(await challenge(await bearer(sign({ ...ADMIN, exp: past })))).toContain('the token has expired');
    expect(await challenge(await bearer(sign(ADMIN, 'x'.repeat(40))))).toContain('the token is not valid');
    expect(await challenge('Basic YTpi')).toBe('Bearer realm="vitae"');
  });
});

describe('a token that is valid', () => {
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });
  const ask = async (authorization: string) =>
    (await vitae.send('{ me { id } }', {}, { authorization })).status;

  it('is verified once, however many requests it is sent with', async () => {
    const authorization = await bearer(sign(ADMIN));
    const verified = countVerifications();
    for (let n = 0; n < 5; n += 1) expect(await ask(authorization)).toBe(200);
    expect(await ask(authorization.replace('Bearer', 'bearer'))).toBe(200);
    expect(verified()).toBe(1);
  });

  it('is refused from its end on, to the second', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const exp = Math.floor(Date.now() / 1000) + 60;
    const authorization = await bearer(sign({ ...ADMIN, exp }));
    expect(await ask(authorization)).toBe(200);
    vi.setSystemTime(1000 * exp - 1);
    expect(await ask(authorization)).toBe(200);
    vi.setSystemTime(1000 * exp);
    expect(await ask(authorization)).toBe(401);
    expect(await ask(authorization)).toBe(401);
  });

  it('does not make another one valid that begins or ends alike', async () => {
    const authorization = await bearer(sign(ADMIN));
    expect(await ask(authorization)).toBe(200);
    const [head = '', claims = '', signature = ''] = authorization.split('.');
    const swapped = (text: string) => `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`;
    for (const other of [
      `${head}.${claims}.${swapped(signature)}`,
      `${head}.${claims}.`,
      `${authorization}A`,
    ])
      expect(await ask(other)).toBe(401);
  });

  it('is accepted, whatever the letter case of its scheme', async () => {
    for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
      const as = { authorization: `${scheme} ${await sign(ADMIN)}` };
      expect((await vitae.send('{ reindexRuns { edges { cursor } } }', {}, as)).errors).toBeUndefined();
    }
  });

  it('is valid until its expiry', async () => {
    const token = await vitae.tokens.sign({ kind: 'administrator' }, '1m');
    const { exp = 0 } = JSON.parse(
      Buffer.from(token.split('.')[1] ?? '', 'base64url').toString(),
    ) as JWTPayload;
    expect(exp - Date.now() / 1000).toBeGreaterThan(50);
    expect(exp - Date.now() / 1000).toBeLessThan(61);
  });
});
