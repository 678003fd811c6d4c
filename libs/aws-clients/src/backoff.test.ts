import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { backoffMs, untilAborted } from './backoff.ts';

it('doubles up to its limit, with jitter on the upper half', () => {
  for (let attempt = 1; attempt <= 20; attempt += 1) {
    const ceiling = Math.min(1_000, 10 * 2 ** (attempt - 1));
    const wait = backoffMs(attempt, { baseMs: 10, maxMs: 1_000 });
    expect(wait).toBeGreaterThanOrEqual(Math.floor(ceiling / 2));
    expect(wait).toBeLessThanOrEqual(ceiling);
  }
});

it('resolves with the work or rejects with the abort, whichever comes first', async () => {
  const never = new Promise<string>(() => undefined);
  const live = new AbortController().signal;
  const abort = new AbortController();
  const waiting = untilAborted(never, abort.signal);
  abort.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  await expect(untilAborted(never, abort.signal)).rejects.toThrow('enough');
  expect(await untilAborted(Promise.resolve('done'), live)).toBe('done');
  await expect(untilAborted(Promise.reject(new Error('broken')), live)).rejects.toThrow('broken');
});

it('leaves no listener on the signal', async () => {
  const { signal } = new AbortController();
  await untilAborted(Promise.resolve('done'), signal);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});
