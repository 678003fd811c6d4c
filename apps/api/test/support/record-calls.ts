import type { FastifyInstance } from 'fastify';
import { afterAll } from 'vitest';
import { answeredCall, type AnsweredCall } from './contract-coverage.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** The calls that a test file made, whatever its isolation. */
    answeredCalls?: AnsweredCall[];
  }
}

const calls = new Set<AnsweredCall>();

// Of the file that imports this: the last check reads it in the process that runs all of them.
// oxlint-disable-next-line no-empty-pattern -- vitest reads from the pattern which fixtures it is to make: none.
afterAll(({}, suite) => {
  suite.meta.answeredCalls = [...calls];
});

/** What apps of this file have answered so far. */
export const answeredCalls = (): readonly AnsweredCall[] => [...calls];

/** Notes what an app answers, however it is called. Before it is ready. */
export const recordCalls = (app: Pick<FastifyInstance, 'addHook'>): void => {
  app.addHook('onResponse', async ({ method, routeOptions }, { statusCode }) => {
    const call = answeredCall(method, routeOptions.url, statusCode);
    if (call !== undefined) calls.add(call);
  });
};
