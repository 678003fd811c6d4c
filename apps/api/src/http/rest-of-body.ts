import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

const patienceMs = 5_000;

/**
 * Reads the rest of a body that is refused and throws it away: a connection that is closed while the client still sends
 * is reset, and the client sees that instead of the answer. A client that goes on sending is not waited for.
 */
export const discardRestOfBody = async (request: IncomingMessage): Promise<void> => {
  if (request.complete || request.destroyed) return;
  const waiting = new AbortController();
  const ended = new Promise<void>((resolve) => {
    for (const event of ['end', 'close', 'error'] as const) request.once(event, () => resolve());
  });
  request.resume();
  await Promise.race([ended, delay(patienceMs, undefined, { signal: waiting.signal }).catch(() => undefined)]);
  waiting.abort();
};
