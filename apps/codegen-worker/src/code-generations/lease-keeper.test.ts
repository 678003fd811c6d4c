import type { CodeGenerationProgress } from '@snapinfra/contracts';
import type { CodeGenerationRecord } from '@snapinfra/platform';
import { expect, it, onTestFinished } from 'vitest';
import type { LeasedWrite } from './code-generation.repository.ts';
import { keepLease, LeaseLostError } from './lease-keeper.ts';

const lease = { generationId: 'g', userId: 'ada', token: 1, holder: 'here' };
const progress = (percent: number): CodeGenerationProgress => ({ phase: 'generating', percent, message: '' });
const written: LeasedWrite = { kind: 'written', record: {} as CodeGenerationRecord };

/** A keeper whose renewals end when the test says so. */
const keeperOf = (intervalMs = 60_000) => {
  const renewals: { percent: number | undefined; end: PromiseWithResolvers<LeasedWrite> }[] = [];
  const failures: unknown[] = [];
  const renew = (_: unknown, reported?: CodeGenerationProgress) => {
    const end = Promise.withResolvers<LeasedWrite>();
    renewals.push({ percent: reported?.percent, end });
    return end.promise;
  };
  const keeper = keepLease(lease, {
    generations: { renew },
    intervalMs,
    onRenewFailed: (error) => failures.push(error),
  });
  onTestFinished(() => {
    renewals.forEach(({ end }) => end.resolve(written));
    return keeper.stop();
  });
  return { keeper, renewals, failures, percents: () => renewals.map(({ percent }) => percent) };
};

it('tells progress at once, and the newest of what came meanwhile right after', async () => {
  const { keeper, renewals, percents } = keeperOf();
  keeper.report(progress(20));
  keeper.report(progress(60));
  keeper.report(progress(90));
  expect(percents()).toEqual([20]);
  renewals[0]?.end.resolve(written);
  await expect.poll(percents).toEqual([20, 90]);
});

it('aborts when the lease is lost, and renews no more', async () => {
  const { keeper, renewals, percents } = keeperOf();
  keeper.report(progress(20));
  keeper.report(progress(60));
  renewals[0]?.end.resolve({ kind: 'lost' });
  await expect.poll(() => keeper.signal.aborted).toBe(true);
  expect(keeper.signal.reason).toBeInstanceOf(LeaseLostError);
  keeper.report(progress(90));
  expect(percents()).toEqual([20]);
});

it('tries a renewal that failed again at the next beat, with its progress', async () => {
  const { keeper, renewals, failures, percents } = keeperOf(20);
  keeper.report(progress(20));
  renewals[0]?.end.reject(new Error('away'));
  await expect.poll(percents).toEqual([20, 20]);
  expect(failures).toHaveLength(1);
  expect(keeper.signal.aborted).toBe(false);
});

it('writes nothing once it has stopped', async () => {
  const { keeper, renewals, percents } = keeperOf();
  keeper.report(progress(20));
  keeper.report(progress(60));
  const stopped = keeper.stop();
  renewals[0]?.end.resolve(written);
  await stopped;
  keeper.report(progress(90));
  expect(percents()).toEqual([20]);
});
