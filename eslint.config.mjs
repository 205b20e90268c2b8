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
