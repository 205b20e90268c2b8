// Owns which tokens are taken, and which can be made here: those that our secret signs, or those of the JWKS that is
// configured, which somebody else signs.
import type { Config } from '../config/config.ts';
import { createRemoteVerifier, createTokens, type Signer, type Verifier } from '../graphql/auth/tokens.ts';
import type { Logger } from '../observability/logger.ts';

export function openVerifier({ tokens }: Config, secret: string, log: Logger): Verifier {
  const { jwks, ...rules } = tokens;
  return jwks ? createRemoteVerifier({ ...rules, ...jwks }, log) : createTokens({ ...rules, secret });
}

/** Null where somebody else signs. */
export function openSigner({ tokens }: Config, secret: string): Signer | null {
  const { jwks, ...rules } = tokens;
  return jwks ? null : createTokens({ ...rules, secret });
}
