import { integrationConfig } from '@snapinfra/testing/config';

const support = `${import.meta.dirname}/test/support`;

export default integrationConfig({
  root: import.meta.dirname,
  // The calls to AWS are made by libraries that have all of their tests on both.
  localstackShare: 0.3,
  globalSetup: [`${support}/contract-coverage.setup.ts`],
  setupFiles: [`${support}/record-calls.setup.ts`],
});
