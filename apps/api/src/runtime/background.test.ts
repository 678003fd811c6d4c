import { expect, it } from 'vitest';
import { createBackground } from './background.ts';

it('waits for what was started, and reports what failed', async () => {
  const failures: string[] = [];
  const background = createBackground({ onError: (name) => failures.push(name) });
  const { promise, resolve } = Promise.withResolvers<void>();
  const ended: string[] = [];
  background.run('slow', async () => {
    await promise;
    ended.push('slow');
  });
  background.run('wrong', () => Promise.reject(new Error('no')));
  const drained = background.drain().then(() => ended.push('drained'));
  resolve();
  await drained;
  expect(ended).toEqual(['slow', 'drained']);
  expect(failures).toEqual(['wrong']);
});

it('waits so long and no longer', async () => {
  const background = createBackground({ onError: () => undefined });
  const { promise, resolve } = Promise.withResolvers<void>();
  await background.runWithin(1, 'endless', () => promise);
  await background.runWithin(60_000, 'quick', async () => undefined);
  resolve();
  await background.drain();
});
