// The verified sender of a request.
export type Viewer = { readonly kind: 'anonymous' } | SignedIn;

/** Whoever sent a token that is valid until `expiresAt`. */
export type SignedIn =
  | { readonly kind: 'person'; readonly profileId: string; readonly expiresAt: Date }
  | {
      readonly kind: 'administrator';
      /** Who of them: the token's `sub`. All tokens without one are a single caller. */
      readonly subject: string | null;
      readonly expiresAt: Date;
    };
