import { startChild, type Child, type ChildOptions } from './child.ts';

export interface SupervisedOptions extends ChildOptions {
  readonly name: string;
  /** Polled until it returns undefined. */
  readonly whyNotReady: () => Promise<string | undefined>;
  readonly say: (sentence: string) => void;
  /** Whether a failed start waits for {@link Supervised.restart}, as in watch mode, instead of ending the run. */
  readonly waitForEdits: boolean;
  readonly graceMs: number;
  /** Called whenever a process is started. */
  readonly onSpawn?: () => void;
}

export interface Supervised {
  readonly name: string;
  readonly pid: () => number | undefined;
  /** Why it is not ready yet, if known. */
  readonly waitsFor: () => string | undefined;
  /** Resolves when it is ready for the first time. @throws ChildFailedError if it ends before that */
  readonly ready: Promise<void>;
  restart(why: string): Promise<void>;
  stop(): Promise<void>;
  kill(): void;
}

/** A child that ended before it was ready. */
export class ChildFailedError extends Error {
  override readonly name = 'ChildFailedError';
}

const pollMs = 40;
const firstBackoffMs = 500;
const longestBackoffMs = 15_000;
const calmMs = 30_000;
/** A child that ends within this time is assumed to be broken by an edit. */
const briefMs = 2_000;

/**
 * Keeps a child running. If it ends before it was ever ready, that is an error that a restart would not fix. After
 * that, it is restarted with exponential backoff, which is reset once it has been running for a while.
 */
export const supervise = (options: SupervisedOptions): Supervised => {
  const first = Promise.withResolvers<void>();
  first.promise.catch(() => undefined);
  let child: Child | undefined;
  let stopping = false;
  let wasReady = false;
  let backoffMs = firstBackoffMs;
  let change: Change | undefined;
  let reason: string | undefined;
  let woken = Promise.withResolvers<void>();

  const askReason = async () => {
    reason = await options.whyNotReady();
    return reason === undefined;
  };

  const runOnce = async (): Promise<{ how: string; livedMs: number }> => {
    const startedAt = Date.now();
    const answered = change;
    change = undefined;
    woken = Promise.withResolvers();
    child = startChild(options);
    options.onSpawn?.();
    announce(answered, await becomesReady(askReason, child.exited));
    return { how: await child.exited, livedMs: Date.now() - startedAt };
  };

  const announce = (answered: Change | undefined, ready: boolean): void => {
    if (ready && answered) options.say(`${options.name} restarted (${Date.now() - answered.at} ms)`);
    else if (ready && wasReady) options.say(`${options.name} is back.`);
    answered?.done();
    wasReady ||= ready;
    if (ready) first.resolve();
  };

  const keepRunning = async (): Promise<void> => {
    for (;;) {
      if (stopping) return;
      const { how, livedMs } = await runOnce();
      if (stopping) return;
      if (change) continue;
      const report = `${options.name} ended (${how}); its output is above.`;
      if (!wasReady && !options.waitForEdits) return first.reject(new ChildFailedError(report));
      if (options.waitForEdits && (!wasReady || livedMs < briefMs)) {
        options.say(`${report} Waiting for a change.`);
        await woken.promise;
        continue;
      }
      if (livedMs > calmMs) backoffMs = firstBackoffMs;
      options.say(`${report} Restarting it in ${backoffMs / 1000} s.`);
      await Promise.race([woken.promise, sleep(backoffMs)]);
      backoffMs = Math.min(backoffMs * 2, longestBackoffMs);
    }
  };

  const loop = keepRunning();
  const end = async (how: (running: Child) => unknown) => {
    stopping = true;
    woken.resolve();
    if (child) await how(child);
    await loop;
  };
  return {
    name: options.name,
    pid: () => child?.pid,
    waitsFor: () => reason,
    ready: first.promise,
    restart: async (why) => {
      const answered = Promise.withResolvers<void>();
      options.say(`${options.name} restarts: ${why}`);
      change = { at: Date.now(), done: answered.resolve };
      woken.resolve();
      await child?.stop(options.graceMs);
      await Promise.race([answered.promise, loop]);
    },
    stop: () => end((running) => running.stop(options.graceMs)),
    kill: () => void end((running) => running.kill()),
  };
};

interface Change {
  readonly at: number;
  readonly done: () => void;
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref());

/** Resolves to true once it is ready, to false if it ends before that. */
const becomesReady = async (isReady: () => Promise<boolean>, exited: Promise<string>): Promise<boolean> => {
  const gone = exited.then(() => 'gone' as const);
  for (;;) {
    const answer = await Promise.race([gone, isReady()]);
    if (answer === 'gone') return false;
    if (answer) return true;
    if ((await Promise.race([gone, sleep(pollMs)])) === 'gone') return false;
  }
};
