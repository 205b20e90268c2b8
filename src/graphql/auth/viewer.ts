// The verified sender of a request.
export type Viewer =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'person'; readonly profileId: string; readonly expiresAt: Date }
  | { readonly kind: 'administrator'; readonly expiresAt: Date };
