// What a commit must pass, on the staged files only, so that it takes seconds; the pipeline checks everything, types included.
// Nothing is rewritten: a commit holds what was staged. `npm run format` formats.
export default {
  '*': ['prettier --check --ignore-unknown --log-level warn', 'secretlint --no-glob'],
  '*.{ts,js,mjs}': 'oxlint --deny-warnings --no-error-on-unmatched-pattern',
  Dockerfile: 'node tools/lint-dockerfile.ts',
};
