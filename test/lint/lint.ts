// Lints a text with our rule alone, as the text of a file in this or another checkout.
import path from 'node:path';
import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { vitae } from '../../src/lint/plugin.ts';

export const RULE = 'vitae/require-completion-invalidation';

/** @param file from the root */
export function lint(root: string, file: string, code: string): Linter.LintMessage[] {
  return new Linter({ cwd: root }).verify(
    code,
    {
      files: ['**/*.ts'],
      languageOptions: { parser: tseslint.parser },
      plugins: { vitae },
      rules: { [RULE]: 'error' },
    },
    { filename: path.join(root, file) },
  );
}
