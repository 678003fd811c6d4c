import { expect, it } from 'vitest';
import { eachInParallel } from './each-in-parallel.ts';

it('processes all items, a few at a time', async () => {
  let running = 0;
  let most = 0;
  const done: number[] = [];
  await eachInParallel(
    Array.from({ length: 30 }, (_, index) => index),
    async (item) => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
      done.push(item);
    },
  );
  expect(done).toHaveLength(30);
  expect(most).toBeLessThanOrEqual(8);
});

it('waits for running work if reading the items fails', async () => {
  let running = 0;
  const items = async function* () {
    yield 1;
    yield 2;
    throw new Error('the next page');
  };
  const work = async () => {
    running += 1;
    await new Promise((resolve) => setTimeout(resolve, 20));
    running -= 1;
  };
  await expect(eachInParallel(items(), work)).rejects.toThrow('the next page');
  expect(running).toBe(0);
});

it('treats a synchronous exception as a failure', async () => {
  const work = () => {
    throw new Error('at once');
  };
  await expect(eachInParallel([1, 2], work)).rejects.toThrow('at once');
});

it('rejects with the first failure after running work has ended', async () => {
  let running = 0;
  const work = async (item: number) => {
    running += 1;
    await Promise.resolve();
    running -= 1;
    if (item === 3) throw new Error('three');
  };
  await expect(eachInParallel([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], work)).rejects.toThrow('three');
  expect(running).toBe(0);
});
