import importSort from 'eslint-plugin-simple-import-sort'
import tseslint from 'typescript-eslint'

/** Attributes and properties whose text is read or heard. */
const SPOKEN =
  '/^(about|alt|aria-label|caption|copied|data-label|head|heading|hint|label|lead|nothing|placeholder|submit|term|text|title|word)$/'
const swedish = [
  'JSXText[value=/^(?!\\s*Alt\\+)[^]*[a-zåäö]{2}/]',
  `JSXAttribute[name.name=${SPOKEN}] > Literal[value=/[a-zåäö]{2}/]`,
  `Property[key.name=${SPOKEN}] > Literal.value[value=/[a-zåäö]{2}/]`,
  ...['[åäöÅÄÖ]', '^[A-ZÅÄÖ][a-zåäö]+[,:]? [a-zåäö]'].flatMap((text) => [
    `Literal[value=/${text}/]`,
    `TemplateElement[value.raw=/${text}/]`,
  ]),
  'ArrayExpression > Literal[value=/^[A-ZÅÄÖ][a-zåäö]+$/]',
  'ConditionalExpression > Literal[value=/^[A-ZÅÄÖ][a-zåäö]+$/]',
  'TemplateElement[value.raw=/^[ ,·]+[a-zåäö]+[ .]/]',
].map((selector) => ({ selector, message: 'Staff read this: it belongs in the texts of its area.' }))

export default tseslint.config(
  { ignores: ['dist/**', 'coverage/**', 'node_modules/**', 'client/schema.d.ts'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { 'import-sort': importSort },
    rules: {
      // Those of Node, of packages, from above and from beside, in one block.
      'import-sort/imports': ['error', { groups: [['^\\u0000', '^node:', '^@?\\w', '^\\.\\.', '^\\.']] }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { args: 'none' }],
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // A page is structure: its words stand in one place, where they can be read and corrected together.
    files: ['src/console/**/*.ts', 'src/console/**/*.tsx'],
    ignores: ['**/*texts.ts', '**/*.test.ts', '**/*.test.tsx', '**/testing/**', 'src/console/frame/format.ts'],
    rules: { 'no-restricted-syntax': ['error', ...swedish] },
  },
)
