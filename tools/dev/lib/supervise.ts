import { startChild, type Child, type ChildOptions } from './child.ts';

export interface SupervisedOptions extends ChildOptions {
  readonly name: string;
  /** Asked again and again until there is no reason any more. */
  readonly whyNotReady: () => Promise<string | undefined>;
  readonly say: (sentence: string) => void;
  /** Whether a start that fails waits for {@link Supervised.restart} (a developer is editing) instead of ending the run. */
  readonly waitForEdits: boolean;
  readonly graceMs: number;
  /** Called with every process that is started. */
  readonly onSpawn?: () => void;
}

export interface Supervised {
  readonly name: string;
  readonly pid: () => number | undefined;
  /** Why it is not ready yet, when that is known. */
  readonly waitsFor: () => string | undefined;
  /** Done when it has been ready for the first time. @throws ChildFailedError when it ends before. */
  readonly ready: Promise<void>;
  restart(why: string): Promise<void>;
  stop(): Promise<void>;
  kill(): void;
}

/** A child that did not come up. */
export class ChildFailedError extends Error {
  override readonly name = 'ChildFailedError';
}

const pollMs = 40;
const firstBackoffMs = 500;
const longestBackoffMs = 15_000;
const calmMs = 30_000;
/** A child that lives no longer than this after an edit has an error in it. */
const briefMs = 2_000;

/**
 * Keeps a child running. Before it was ever ready, its end is an error: something is wrong that a restart won't mend.
 * Afterwards it is reported and started again, each time after twice the pause, until it has been calm for a while.
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
      const report = `${options.name} ended (${how}); its last lines are above.`;
      if (!wasReady && !options.waitForEdits) return first.reject(new ChildFailedError(report));
      if (options.waitForEdits && (!wasReady || livedMs < briefMs)) {
        options.say(`${report} Waiting for a change.`);
        await woken.promise;
        continue;
      }
      if (livedMs > calmMs) backoffMs = firstBackoffMs;
      options.say(`${report} Starting it again in ${backoffMs / 1000} s.`);
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

/** True once it is ready, false when it ended before. */
const becomesReady = async (isReady: () => Promise<boolean>, exited: Promise<string>): Promise<boolean> => {
  const gone = exited.then(() => 'gone' as const);
  for (;;) {
    const answer = await Promise.race([gone, isReady()]);
    if (answer === 'gone') return false;
    if (answer) return true;
    if ((await Promise.race([gone, sleep(pollMs)])) === 'gone') return false;
  }
};
