// The ESLint plugin `vitae`. A rule's name is its file's name.
import { requireCompletionInvalidation } from './rules/require-completion-invalidation.ts';

export const vitae = {
  meta: { name: 'vitae' },
  rules: { 'require-completion-invalidation': requireCompletionInvalidation },
};
