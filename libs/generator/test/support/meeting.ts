import { expect, vi } from 'vitest';
import type { Answer, GeneratedServer } from './generated-server.ts';

/** Until a session waits for another's lock. */
const oneWaits = ({ query }: GeneratedServer) =>
  vi.waitFor(
    async () =>
      expect(
        await query(`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`),
      ).toHaveLength(1),
    { timeout: 30_000, interval: 5 },
  );

/**
 * Makes two changes meet: sends a change of one of these resources, and a second one when the statements of the first are
 * done and its transaction is still open; the first ends when the second waits for it. Gives the answers of both.
 */
export const meeting = (server: GeneratedServer, resources: readonly string[]) => {
  let pause: (() => Promise<void>) | undefined;
  const after = () => pause?.();
  for (const name of resources) {
    server.hooks.on(server.resource(name), { afterCreate: after, afterUpdate: after, afterDelete: after });
  }
  return async (first: () => Promise<Answer>, second: () => Promise<Answer>): Promise<readonly [Answer, Answer]> => {
    const [reached, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    pause = () => {
      pause = undefined;
      reached.resolve();
      return released.promise;
    };
    const one = first();
    const early = one.then((answer) => Promise.reject(new Error(`ended at once: ${JSON.stringify(answer.body)}`)));
    await Promise.race([reached.promise, early]);
    early.catch(() => undefined);
    const other = second();
    await oneWaits(server);
    released.resolve();
    return Promise.all([one, other]);
  };
};
