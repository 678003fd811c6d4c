import { integrationConfig } from '@snapinfra/testing/config';

export default integrationConfig({
  root: import.meta.dirname,
  globalSetup: [`${import.meta.dirname}/test/support/contract-coverage.setup.ts`],
});
