// Owns who is asking: signed tokens made and read. A token that is missing makes the viewer anonymous; one that is
// wrong, expired or signed with another key is refused, never treated as anonymous.
import { createSecretKey, type KeyObject } from 'node:crypto';
import { GraphQLError } from 'graphql';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';

export type Viewer =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'person'; readonly profileId: string }
  | { readonly kind: 'administrator' };

const ISSUER = 'vitae';
const AUDIENCE = 'vitae';
const ALGORITHM = 'HS256';
const claims = z.union([
  z.object({ role: z.literal('admin') }),
  z.object({ role: z.literal('person'), sub: z.guid().toLowerCase() }),
]);

export interface Tokens {
  /** @param expiresIn as jose reads it. @default 30 days */
  sign(viewer: Exclude<Viewer, { kind: 'anonymous' }>, expiresIn?: string): Promise<string>;
  /** @throws GraphQLError UNAUTHENTICATED where the header holds no valid bearer token */
  viewerOf(authorization: string | null): Promise<Viewer>;
}

/** @param secret at least 32 characters */
export function createTokens(secret: string): Tokens {
  const key = createSecretKey(Buffer.from(secret));
  return {
    sign(viewer, expiresIn = '30d') {
      const jwt =
        viewer.kind === 'administrator'
          ? new SignJWT({ role: 'admin' })
          : new SignJWT({ role: 'person' }).setSubject(viewer.profileId);
      return jwt
        .setProtectedHeader({ alg: ALGORITHM })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setIssuedAt()
        .setExpirationTime(expiresIn)
        .sign(key);
    },
    async viewerOf(authorization) {
      if (!authorization) return { kind: 'anonymous' };
      const token = /^Bearer (?<token>\S+)$/i.exec(authorization)?.groups?.['token'];
      if (!token) throw unauthenticated('the Authorization header must read "Bearer TOKEN"');
      return viewerOf(token, key);
    },
  };
}

async function viewerOf(token: string, key: KeyObject): Promise<Viewer> {
  try {
    const options = { issuer: ISSUER, audience: AUDIENCE, algorithms: [ALGORITHM], requiredClaims: ['exp'] };
    const { payload } = await jwtVerify(token, key, options);
    const parsed = claims.parse(payload);
    return parsed.role === 'admin' ? { kind: 'administrator' } : { kind: 'person', profileId: parsed.sub };
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw unauthenticated('the token has expired');
    throw unauthenticated('the token is not valid');
  }
}

function unauthenticated(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } } });
}
