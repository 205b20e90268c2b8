// The callers: four that the table distinguishes, and four invalid tokens of an administrator.
import { SignJWT, UnsecuredJWT } from 'jose';
import type { As } from '../../../support/api.ts';
import { JWT_SECRET } from '../../../support/vitae.ts';

/** Callers that the table distinguishes. */
export const STANDINGS = ['nobody', 'other', 'owner', 'administrator'] as const;
export type Standing = (typeof STANDINGS)[number];

export const BAD_TOKENS = ['expired', 'wrong signature', 'alg: none', 'other audience'] as const;
export type BadToken = (typeof BAD_TOKENS)[number];

export type Caller = Standing | BadToken;
export const CALLERS: readonly Caller[] = [...STANDINGS, ...BAD_TOKENS];

export function isStanding(caller: Caller): caller is Standing {
  return STANDINGS.some((standing) => standing === caller);
}

/** Each would allow everything if it were accepted. */
const tokens: Readonly<Record<BadToken, () => Promise<string> | string>> = {
  expired: () => claims().setExpirationTime('-1m').sign(key(JWT_SECRET)),
  'wrong signature': () => claims().sign(key('another secret that is as long as the right one')),
  'alg: none': () =>
    new UnsecuredJWT({ role: 'admin' })
      .setIssuer('vitae')
      .setAudience('vitae')
      .setExpirationTime('1h')
      .encode(),
  'other audience': () => claims().setAudience('else').sign(key(JWT_SECRET)),
};

const key = (secret: string) => Buffer.from(secret);
const claims = () =>
  new SignJWT({ role: 'admin' })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer('vitae')
    .setAudience('vitae')
    .setExpirationTime('1h');

/** @param owner id of the owner of the profile @param other id of another person */
export async function asOf(caller: Caller, owner: string, other: string): Promise<As> {
  if (!isStanding(caller)) return { authorization: `Bearer ${await tokens[caller]()}` };
  return { nobody: null, other, owner, administrator: 'admin' }[caller];
}
