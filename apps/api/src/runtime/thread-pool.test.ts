import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { createThreadPool, ThreadsBusyError, ThreadLimitError, type ThreadPoolOptions } from './thread-pool.ts';

interface Request {
  readonly value?: number;
  readonly busyMs?: number;
  readonly fill?: boolean;
  readonly fail?: string;
  readonly exit?: boolean;
  readonly exitAfterwards?: boolean;
}
interface Answer {
  readonly value: number | undefined;
  readonly threadId: number;
}

const code = `
import { threadId } from 'node:worker_threads';
import { answerInThread } from ${JSON.stringify(new URL('./answer-in-thread.ts', import.meta.url).href)};
answerInThread(({ value, busyMs = 0, fill, fail, exit, exitAfterwards }) => {
  if (exit) process.exit(3);
  if (exitAfterwards) setTimeout(() => process.exit(3));
  const untilMs = performance.now() + busyMs;
  while (performance.now() < untilMs);
  const filled = [];
  while (fill) filled.push(Array.from({ length: 10_000 }, () => ({})));
  if (fail) throw new Error(fail);
  return { value, threadId };
});
`;
const folder = mkdtempSync(join(tmpdir(), 'snapinfra-threads-'));
const module = join(folder, 'answer.thread.mjs');
writeFileSync(module, code);
const pools: { stop(): Promise<void> }[] = [];
afterAll(async () => {
  for (const pool of pools) await pool.stop();
  rmSync(folder, { recursive: true });
});

const exits = new Map<number, Promise<unknown>>();
process.on('worker', (worker) => {
  exits.set(worker.threadId, new Promise((resolve) => worker.once('exit', resolve)));
});
/** Has threads end by themselves once they have answered; gives their ids. */
const endThreads = async (pool: ReturnType<typeof poolOf>, count: number): Promise<readonly number[]> => {
  const answers = await Promise.all(
    Array.from({ length: count }, () => pool.run({ busyMs: 20, exitAfterwards: true })),
  );
  const ids = [...new Set(answers.map(({ threadId }) => threadId))];
  await Promise.all(ids.map((id) => exits.get(id)));
  return ids;
};

const poolOf = (options: Partial<ThreadPoolOptions> = {}) => {
  const pool = createThreadPool<Request, Answer>({
    url: pathToFileURL(module),
    threads: 2,
    timeoutMs: 10_000,
    deadlineMs: 60_000,
    maximumWaiting: 100,
    maximumOfCaller: 100,
    maxHeapMb: 64,
    ...options,
  });
  pools.push(pool);
  return pool;
};

it('answers each of many requests with its own answer, in no more threads than it may', async () => {
  const pool = poolOf();
  const values = Array.from({ length: 40 }, (_, value) => value);
  const answers = await Promise.all(values.map((value) => pool.run({ value, busyMs: 2 })));
  expect(answers.map(({ value }) => value)).toEqual(values);
  expect(new Set(answers.map(({ threadId }) => threadId)).size).toBe(2);
});

it('rejects with what the thread threw, and goes on', async () => {
  const pool = poolOf({ threads: 1 });
  await expect(pool.run({ fail: 'no' })).rejects.toThrow('no');
  expect(await pool.run({ value: 1 })).toMatchObject({ value: 1 });
});

it('gives up a request that takes too long, and no other one', async () => {
  const pool = poolOf({ threads: 1, timeoutMs: 2_000 });
  await pool.run({});
  const slow = pool.run({ busyMs: 60_000 });
  const other = pool.run({ value: 2 });
  await expect(slow).rejects.toBeInstanceOf(ThreadLimitError);
  expect(await other).toMatchObject({ value: 2 });
});

it('gives up a request that needs too much memory, and no other one', async () => {
  const pool = poolOf({ threads: 1, maxHeapMb: 16 });
  await expect(pool.run({ fill: true })).rejects.toThrow('more than 16 MB');
  expect(await pool.run({ value: 3 })).toMatchObject({ value: 3 });
});

it('refuses what would wait too long', async () => {
  const pool = poolOf({ threads: 1, maximumWaiting: 1 });
  const [running, waiting] = [pool.run({ busyMs: 50 }), pool.run({ value: 4 })];
  await expect(pool.run({})).rejects.toBeInstanceOf(ThreadsBusyError);
  expect(await running).toBeDefined();
  expect(await waiting).toMatchObject({ value: 4 });
});

it('gives up what waits for longer than its deadline', async () => {
  const pool = poolOf({ threads: 1, deadlineMs: 300 });
  // Starts the thread, for which it may take longer.
  await pool.run({}).catch(() => undefined);
  const outcomes = await Promise.allSettled([pool.run({ busyMs: 60_000 }), pool.run({ value: 5 })]);
  for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: expect.any(ThreadsBusyError) as unknown });
});

it('answers one request of a caller at a time, so that a thread is left for others', async () => {
  const pool = poolOf({ threads: 2, maximumOfCaller: 3 });
  const order: string[] = [];
  const run = async (name: string, caller: string, busyMs: number) => {
    await pool.run({ busyMs }, caller);
    order.push(name);
  };
  const greedy = ['first', 'second', 'third'].map((name) => run(name, 'greedy', 400));
  await expect(pool.run({}, 'greedy')).rejects.toBeInstanceOf(ThreadsBusyError);
  await Promise.all([run('other', 'other', 0), ...greedy]);
  expect(order.indexOf('other')).toBeLessThan(order.indexOf('second'));
  expect(order.filter((name) => name !== 'other')).toEqual(['first', 'second', 'third']);
  expect(await pool.run({ value: 8 }, 'greedy')).toMatchObject({ value: 8 });
});

it('gives up a request whose turn comes after its deadline, without a thread', async () => {
  const pool = poolOf({ threads: 1, deadlineMs: 300 });
  const outcomes = await Promise.allSettled([pool.run({ busyMs: 60_000 }, 'ada'), pool.run({ value: 5 }, 'ada')]);
  for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: expect.any(ThreadsBusyError) as unknown });
});

it('goes on after a thread that ends by itself', async () => {
  const pool = poolOf({ threads: 1 });
  await expect(pool.run({ exit: true })).rejects.toThrow('terminated');
  expect(await pool.run({ value: 9 })).toMatchObject({ value: 9 });
});

it('answers all the same where its thread ended since the last request', async () => {
  const pool = poolOf({ threads: 2 });
  const ended = await endThreads(pool, 2);
  const next = await pool.run({ value: 10 });
  expect(next.value).toBe(10);
  expect(ended).not.toContain(next.threadId);
});

it('stops where its threads ended since the last request', async () => {
  const pool = poolOf({ threads: 2 });
  await endThreads(pool, 2);
  await expect(pool.stop()).resolves.toBeUndefined();
});

it('rejects what is under way when it is stopped', async () => {
  const pool = poolOf({ threads: 1 });
  const running = pool.run({ busyMs: 60_000 });
  const waiting = pool.run({});
  const outcomes = Promise.allSettled([running, waiting]);
  await pool.stop();
  expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});
