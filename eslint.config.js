import tseslint from 'typescript-eslint'

/** The pure modules: what they decide must follow from their arguments alone. */
const pure = ['src/mapping/**', 'src/policy/**', 'src/sync/delta.ts', 'src/sync/guard.ts', 'src/atkomstlogg/merkle.ts']
const impure = ['pg', 'kafkajs', 'soap', 'express', 'undici', 'winston', 'node:http', 'node:net']

export default tseslint.config(
  { ignores: ['dist/**', 'coverage/**', 'node_modules/**', 'client/schema.d.ts'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { args: 'none' }],
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['**/simulators/**'], message: 'the hub knows its peers only over sockets' }] },
      ],
    },
  },
  {
    files: pure,
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': ['error', { paths: impure, patterns: ['**/db/*', '**/mirror/*', '**/adapters/*'] }],
    },
  },
)
