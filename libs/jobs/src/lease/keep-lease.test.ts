import { expect, it, onTestFinished } from 'vitest';
import { keepLease, LeaseLostError, type Renewed } from './keep-lease.ts';

const written = { kind: 'written' } as const;

/** A keeper of reports that are numbers, whose renewals end when the test says so. */
const keeperOf = (intervalMs = 60_000) => {
  const renewals: { reported: number | undefined; end: PromiseWithResolvers<Renewed> }[] = [];
  const failures: unknown[] = [];
  const renew = (reported?: number) => {
    const end = Promise.withResolvers<Renewed>();
    renewals.push({ reported, end });
    return end.promise;
  };
  const keeper = keepLease({ renew, intervalMs, onRenewFailed: (error) => failures.push(error) });
  onTestFinished(() => {
    renewals.forEach(({ end }) => end.resolve(written));
    return keeper.stop();
  });
  return { keeper, renewals, failures, reports: () => renewals.map(({ reported }) => reported) };
};

it('tells a report at once, and the newest of what came meanwhile right after', async () => {
  const { keeper, renewals, reports } = keeperOf();
  keeper.report(20);
  keeper.report(60);
  keeper.report(90);
  expect(reports()).toEqual([20]);
  renewals[0]?.end.resolve(written);
  await expect.poll(reports).toEqual([20, 90]);
});

it('aborts when the lease is lost, and renews no more', async () => {
  const { keeper, renewals, reports } = keeperOf();
  keeper.report(20);
  keeper.report(60);
  renewals[0]?.end.resolve({ kind: 'lost' });
  await expect.poll(() => keeper.signal.aborted).toBe(true);
  expect(keeper.signal.reason).toBeInstanceOf(LeaseLostError);
  keeper.report(90);
  expect(reports()).toEqual([20]);
});

it('repeats a renewal that failed at the next beat, with its report', async () => {
  const { keeper, renewals, failures, reports } = keeperOf(20);
  keeper.report(20);
  renewals[0]?.end.reject(new Error('away'));
  await expect.poll(reports).toEqual([20, 20]);
  expect(failures).toHaveLength(1);
  expect(keeper.signal.aborted).toBe(false);
});

it('writes nothing once it has stopped', async () => {
  const { keeper, renewals, reports } = keeperOf();
  keeper.report(20);
  keeper.report(60);
  const stopped = keeper.stop();
  renewals[0]?.end.resolve(written);
  await stopped;
  keeper.report(90);
  expect(reports()).toEqual([20]);
});

it('stops the work where a renewal says so, and goes on renewing until it is stopped itself', async () => {
  const { keeper, renewals } = keeperOf(5);
  const reason = new Error('enough');
  await expect.poll(() => renewals.length).toBe(1);
  renewals[0]?.end.resolve({ ...written, stopFor: reason });
  await expect.poll(() => keeper.signal.aborted).toBe(true);
  expect(keeper.signal.reason).toBe(reason);
  expect(keeper.lost.aborted).toBe(false);
  await expect.poll(() => renewals.length).toBe(2);
});

it('renews again once it is resumed: at once, and at every beat', async () => {
  const { keeper, renewals, reports } = keeperOf(20);
  await keeper.stop();
  expect(reports()).toEqual([]);
  keeper.resume();
  expect(reports()).toEqual([undefined]);
  renewals[0]?.end.resolve(written);
  await expect.poll(() => reports().length).toBeGreaterThan(1);
});
