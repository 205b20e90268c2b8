// Owns who is asking, as everything behind the front door sees it.
export type Viewer =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'person'; readonly profileId: string; readonly expiresAt: Date }
  | { readonly kind: 'administrator'; readonly expiresAt: Date };
