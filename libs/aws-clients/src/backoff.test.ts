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

it('waits for the work or the abort, whichever comes first', async () => {
  const never = new Promise<string>(() => undefined);
  const abort = new AbortController();
  const waiting = untilAborted(never, abort.signal, () => 'aborted');
  abort.abort();
  expect(await waiting).toBe('aborted');
  expect(await untilAborted(never, abort.signal, () => 'aborted before')).toBe('aborted before');
  expect(await untilAborted(Promise.resolve('done'), new AbortController().signal, () => 'aborted')).toBe('done');
  await expect(
    untilAborted(Promise.reject(new Error('broken')), new AbortController().signal, () => ''),
  ).rejects.toThrow('broken');
});
