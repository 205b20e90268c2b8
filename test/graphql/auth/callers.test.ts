// Who is one caller: 200 administrators who watch 20 runs each are 200 callers.
import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { createCallers } from '../../../src/graphql/auth/callers.ts';
import { createTokens } from '../../../src/graphql/auth/tokens.ts';
import { countOpen } from '../../../src/graphql/limits/open-count.ts';

const SECRET = 'of the tests, with more than 32 characters';
const tokens = createTokens({ secret: SECRET, issuer: 'vitae', audience: 'vitae' });
const callers = createCallers(tokens, 0);
const callerOf = (token: string) =>
  callers.callerOf(new Request('http://vitae.test', { headers: { authorization: `Bearer ${token}` } }));
const administrator = (subject?: string) =>
  tokens.sign({ kind: 'administrator', ...(subject !== undefined && { subject }) });

const WATCHERS = 20;

describe('administrators', () => {
  it.each([1, 2, 200])('%i of them open 20 subscriptions each, and no more', async (count) => {
    const open = countOpen(WATCHERS);
    for (let n = 0; n < count; n += 1) {
      const token = await administrator(`administrator ${n}`);
      const taken = [];
      for (let watcher = 0; watcher <= WATCHERS; watcher += 1) taken.push(open.take(await callerOf(token)));
      expect(taken).toEqual([...Array<boolean>(WATCHERS).fill(true), false]);
    }
  });

  it('are one caller each with all their tokens, and no person', async () => {
    expect(await callerOf(await administrator('a'))).toBe(await callerOf(await administrator('a')));
    const profileId = '01a00000-0000-7000-8000-000000000001';
    const person = await callerOf(await tokens.sign({ kind: 'person', profileId }));
    expect(await callerOf(await administrator(profileId))).not.toBe(person);
  });

  it('get a subject of their own with each token that Vitae signs for nobody in particular', async () => {
    expect(await callerOf(await administrator())).not.toBe(await callerOf(await administrator()));
  });

  it('are a single caller where their tokens name no subject', async () => {
    const nameless = (id: string) =>
      new SignJWT({ role: 'admin', jti: id })
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer('vitae')
        .setAudience('vitae')
        .setExpirationTime('1h')
        .sign(Buffer.from(SECRET));
    expect(await callerOf(await nameless('1'))).toBe(await callerOf(await nameless('2')));
  });
});
