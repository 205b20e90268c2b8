// Builds the token verifier, and the signer where this Vitae has the secret. With a JWKS another service signs the tokens.
import type { Config } from '../config/config.ts';
import { createRemoteVerifier, createTokens, type Signer, type Verifier } from '../graphql/auth/tokens.ts';
import type { Logger } from '../observability/logger.ts';

export function openVerifier({ tokens }: Config, secret: string, log: Logger): Verifier {
  const { jwks, ...rules } = tokens;
  return jwks ? createRemoteVerifier({ ...rules, ...jwks }, log) : createTokens({ ...rules, secret });
}

/** Null where another service signs the tokens. */
export function openSigner({ tokens }: Config, secret: string): Signer | null {
  const { jwks, ...rules } = tokens;
  return jwks ? null : createTokens({ ...rules, secret });
}
