import { afterAll } from 'vitest';
import type { AnsweredCall } from './contract-coverage.ts';
import { answeredCalls } from './record-calls.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** The calls that a test file, and those before it in its worker, were answered. */
    answeredCalls?: AnsweredCall[];
  }
}

// The last check reads it in the process that runs all files.
// oxlint-disable-next-line no-empty-pattern -- vitest reads from the pattern which fixtures it is to make: none.
afterAll(({}, suite) => {
  suite.meta.answeredCalls = [...answeredCalls()];
});
