// Verifies and signs tokens. Without a token the viewer is anonymous; an invalid or expired one is refused with 401. Keys that
// cannot be fetched are an error of the server, 503. The same applies to HTTP, event streams and sockets.
import { createSecretKey, randomUUID } from 'node:crypto';
import { GraphQLError } from 'graphql';
import { createRemoteJWKSet, errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { Logger } from '../../observability/logger.ts';
import { keepVerified } from './verified-tokens.ts';
import type { SignedIn, Viewer } from './viewer.ts';

/** Claims that every token must have, besides `exp`. */
export interface TokenRules {
  readonly issuer: string;
  readonly audience: string;
}

export interface Verifier {
  /**
   * @param authorization the header's value, "Bearer TOKEN"; null where it is absent
   * @throws GraphQLError UNAUTHENTICATED where the token is invalid
   */
  viewerOf(authorization: string | null): Promise<Viewer>;
}

export type Subject =
  | { readonly kind: 'person'; readonly profileId: string }
  | {
      readonly kind: 'administrator';
      /** Limits count per subject. @default a random one */
      readonly subject?: string;
    };

export interface Signer {
  /** @param expiresIn a time span of jose, such as '2h'. @default '30d' */
  sign(subject: Subject, expiresIn?: string): Promise<string>;
}

/** Seconds since 1970, up to the end of the year 9999: far beyond that a date has no value. */
const numericDate = z.number().min(0).max(253_402_300_799);

/** `role` takes precedence over `scope`, a list: https://www.rfc-editor.org/rfc/rfc8693#section-4.2 */
const claimsRule = z
  .object({
    exp: numericDate,
    nbf: numericDate.optional(),
    iat: numericDate.optional(),
    sub: z.string().optional(),
    role: z.enum(['admin', 'person']).optional(),
    scope: z.string().default(''),
  })
  .transform(({ exp, sub, role, scope }, ctx): SignedIn => {
    const expiresAt = new Date(exp * 1000);
    if ((role ?? (scope.split(' ').includes('admin') ? 'admin' : 'person')) === 'admin') {
      return { kind: 'administrator', subject: sub ?? null, expiresAt };
    }
    const profileId = z.guid().toLowerCase().safeParse(sub);
    if (profileId.success) return { kind: 'person', profileId: profileId.data, expiresAt };
    ctx.addIssue({ code: 'custom', path: ['sub'], message: 'must be the id of a profile' });
    return z.NEVER;
  });

const HMAC = 'HS256';

/** Signs and verifies with a secret of at least 32 characters. */
export function createTokens({
  secret,
  issuer,
  audience,
}: TokenRules & { secret: string }): Verifier & Signer {
  const key = createSecretKey(Buffer.from(secret));
  const options = { issuer, audience, algorithms: [HMAC], requiredClaims: ['exp'] };
  const verify = keepVerified(async (token) => {
    const { payload } = await jwtVerify(token, key, options);
    return { viewer: claimsRule.parse(payload), key, currentKey: () => key };
  });
  return {
    sign(subject, expiresIn = '30d') {
      const jwt =
        subject.kind === 'administrator'
          ? new SignJWT({ role: 'admin' }).setSubject(subject.subject ?? randomUUID())
          : new SignJWT({ role: 'person' }).setSubject(subject.profileId);
      return jwt
        .setProtectedHeader({ alg: HMAC })
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime(expiresIn)
        .sign(key);
    },
    viewerOf: (authorization) => viewerOf(authorization, verify),
  };
}

export interface RemoteRules extends TokenRules {
  /** Of the JWKS. Keys are cached for ten minutes. An unknown key id fetches them again, at most twice a minute. */
  readonly url: string;
  /** The accepted algorithms, whatever a token's header says. Never a symmetric one: the keys are public. */
  readonly algorithms: readonly string[];
}

/** Verifies tokens that another service signs. */
export function createRemoteVerifier(
  { url, algorithms, issuer, audience }: RemoteRules,
  log: Logger,
): Verifier {
  const keys = createRemoteJWKSet(new URL(url));
  const options = { issuer, audience, algorithms: [...algorithms], requiredClaims: ['exp'] };
  const verify = keepVerified(async (token) => {
    const { payload, protectedHeader, key } = await jwtVerify(token, keys, options);
    return { viewer: claimsRule.parse(payload), key, currentKey: () => keys(protectedHeader) };
  });
  return {
    async viewerOf(authorization) {
      try {
        return await viewerOf(authorization, verify);
      } catch (error) {
        if (error instanceof GraphQLError) throw error;
        log.error({ err: error }, 'the keys of the JWKS could not be fetched');
        throw keysUnavailable();
      }
    },
  };
}

async function viewerOf(
  authorization: string | null,
  verify: (token: string) => Promise<Viewer>,
): Promise<Viewer> {
  if (!authorization) return { kind: 'anonymous' };
  const token = /^Bearer (?<token>\S+)$/i.exec(authorization)?.groups?.['token'];
  if (!token) throw unauthenticated('the Authorization header must read "Bearer TOKEN"', CHALLENGE);
  try {
    return await verify(token);
  } catch (error) {
    if (!isFaultOfToken(error)) throw error;
    const message = error instanceof errors.JWTExpired ? 'the token has expired' : 'the token is not valid';
    throw unauthenticated(message, `${CHALLENGE}, error="invalid_token", error_description="${message}"`);
  }
}

function isFaultOfToken(error: unknown): boolean {
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) return false;
  // A generic error means that the server of the keys answered with something else.
  if (error instanceof errors.JOSEError) return error.code !== errors.JOSEError.code;
  return error instanceof z.ZodError;
}

/** https://www.rfc-editor.org/rfc/rfc6750#section-3 */
const CHALLENGE = 'Bearer realm="vitae"';

function unauthenticated(message: string, challenge: string): GraphQLError {
  return new GraphQLError(message, {
    extensions: {
      code: 'UNAUTHENTICATED',
      http: { status: 401, headers: { 'WWW-Authenticate': challenge } },
    },
  });
}

function keysUnavailable(): GraphQLError {
  return new GraphQLError('the token cannot be checked at the moment', {
    extensions: { code: 'UNAVAILABLE', http: { status: 503, headers: { 'Retry-After': '5' } } },
  });
}

/** The last answer of a subscription whose token expires. */
export function expiredError(): GraphQLError {
  return new GraphQLError('the token has expired', { extensions: { code: 'UNAUTHENTICATED' } });
}
