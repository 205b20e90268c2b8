import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';
import { vitae } from './src/lint/plugin.ts';

export default tseslint.config(
  { ignores: ['node_modules', '.vitae', '.cache', '**/generated/**', 'coverage'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    // The cost of a regular expression grows with its text, and no faster.
    ...regexp.configs['flat/recommended'],
    rules: {
      ...regexp.configs['flat/recommended'].rules,
      'regexp/no-super-linear-move': 'error',
      'no-control-regex': 'off',
      'prefer-regex-literals': 'off',
      'regexp/match-any': 'off',
      'regexp/no-obscure-range': 'off',
      'regexp/no-unused-capturing-group': 'off',
      'regexp/use-ignore-case': 'off',
    },
  },
  {
    // Where a plugin adds its options to Pothos' own interfaces, whose type parameters must be repeated whole.
    files: ['src/graphql/**/*-plugin.ts'],
    rules: {
      '@typescript-eslint/no-namespace': ['error', { allowDeclarations: true }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        {
          varsIgnorePattern:
            '^(Types|Type|Req|Nullable|Args|Interfaces|ResolveType|ResolveShape|ResolveReturnShape)$',
        },
      ],
    },
  },
  {
    files: ['src/**/*.ts'],
    plugins: { vitae },
    rules: { 'vitae/require-completion-invalidation': 'error' },
  },
  { files: ['**/*.mjs'], ...tseslint.configs.disableTypeChecked },
);
