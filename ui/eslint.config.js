import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const FEATURES = ['review', 'activity', 'compose', 'accounts', 'history', 'settings', 'welcome'];

const TAURI = {
  group: ['@tauri-apps/*'],
  message: 'Only platform/tauri.ts knows the window system.',
};
const FAKE = {
  group: ['**/platform/fake', '**/platform/fake/*', '**/platform/tauri'],
  message: 'Go through platform/index.ts.',
};
const NO_FEATURES = {
  group: ['**/features/**', '**/app/**'],
  message: 'Shared parts know neither features nor the shell.',
};

const restrict = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });

export default ts.config(
  {
    ignores: ['dist/', 'dist-fake/', 'node_modules/', 'src/bindings/'],
  },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser } },
    rules: {
      'no-undef': 'off',
      'no-console': 'error',
      eqeqeq: 'error',
      'svelte/no-at-html-tags': 'error',
      'svelte/no-inline-styles': ['error', { allowTransitions: false }],
      'svelte/require-each-key': 'error',
      // Collections are either replaced whole ($state.raw) or bookkeeping nothing is drawn from.
      'svelte/prefer-svelte-reactivity': 'off',
      '@typescript-eslint/no-invalid-void-type': ['error', { allowInGenericTypeArguments: true }],
      ...restrict(TAURI, FAKE),
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
  },
  ...FEATURES.map((name) => ({
    files: [`src/features/${name}/**`],
    rules: restrict(
      TAURI,
      FAKE,
      { group: ['**/app/**'], message: 'The shell composes features, never the reverse.' },
      {
        group: FEATURES.filter((other) => other !== name).flatMap((other) => [
          `**/features/${other}/**`,
          `../${other}/**`,
        ]),
        message: 'Features do not know each other.',
      },
    ),
  })),
  { files: ['src/components/**', 'src/lib/**'], rules: restrict(TAURI, FAKE, NO_FEATURES) },
  { files: ['src/platform/tauri.ts'], rules: { 'no-restricted-imports': 'off' } },
  { files: ['src/platform/**'], rules: restrict(TAURI, NO_FEATURES) },
  { files: ['src/platform/tauri.ts'], rules: restrict(NO_FEATURES) },
  {
    files: ['**/*.test.ts', 'src/test/**'],
    rules: {
      'no-restricted-imports': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['scripts/**', '*.config.*'],
    languageOptions: { globals: globals.node },
    rules: { 'no-console': 'off' },
  },
);
