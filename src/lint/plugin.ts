// Owns the ESLint plugin `vitae`: its rules by their names, which are their files' names.
import { requireCompletionInvalidation } from './rules/require-completion-invalidation.ts';

export const vitae = {
  meta: { name: 'vitae' },
  rules: { 'require-completion-invalidation': requireCompletionInvalidation },
};
