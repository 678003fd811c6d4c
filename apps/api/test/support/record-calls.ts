import type { FastifyInstance } from 'fastify';
import { answeredCall, type AnsweredCall } from './contract-coverage.ts';

const times = new Map<AnsweredCall, number>();

/** What apps of this worker have answered so far. */
export const answeredCalls = (): readonly AnsweredCall[] => [...times.keys()];

/** How often they did. */
export const timesAnswered = (call: AnsweredCall): number => times.get(call) ?? 0;

/** Notes what an app answers, however it is called. Before it is ready. */
export const recordCalls = (app: Pick<FastifyInstance, 'addHook'>): void => {
  app.addHook('onResponse', async ({ method, routeOptions }, { statusCode }) => {
    const call = answeredCall(method, routeOptions.url, statusCode);
    if (call !== undefined) times.set(call, timesAnswered(call) + 1);
  });
};
