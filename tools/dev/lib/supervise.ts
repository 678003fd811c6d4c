import { startChild, type Child, type ChildOptions } from './child.ts';

export interface SupervisedOptions extends ChildOptions {
  readonly name: string;
  /** Asked again and again until it says yes. */
  readonly isReady: () => Promise<boolean>;
  readonly say: (sentence: string) => void;
  /** Whether a start that fails waits for {@link Supervised.restart} (a developer is editing) instead of ending the run. */
  readonly waitForEdits: boolean;
  readonly graceMs: number;
}

export interface Supervised {
  readonly name: string;
  readonly pid: () => number | undefined;
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
 * Afterwards it is reported and started again, each time after twice the pause, until it has been
 * calm for a while.
 */
export const supervise = (options: SupervisedOptions): Supervised => {
  let child: Child;
  let stopping = false;
  let wasReady = false;
  let restarting = false;
  let backoffMs = firstBackoffMs;
  let pause: NodeJS.Timeout | undefined;
  const first = Promise.withResolvers<void>();
  first.promise.catch(() => undefined);

  const start = (): Promise<void> => {
    const mine = startChild(options);
    child = mine;
    const startedAt = Date.now();
    const ended = mine.exited.then((how) => {
      if (!stopping && !restarting && mine === child) onUnexpectedEnd(mine, how, Date.now() - startedAt);
      return false;
    });
    return becomesReady(options.isReady, ended).then((ready) => {
      if (!ready) return;
      if (wasReady && !restarting) options.say(`${options.name} is back`);
      wasReady = true;
      first.resolve();
    });
  };

  const onUnexpectedEnd = (ended: Child, how: string, livedMs: number): void => {
    const report = `${options.name} ended (${how}); its last lines are above.`;
    if (!wasReady && !options.waitForEdits) return first.reject(new ChildFailedError(report));
    if (!wasReady || (options.waitForEdits && livedMs < briefMs)) return options.say(`${report} Waiting for a change.`);
    if (livedMs > calmMs) backoffMs = firstBackoffMs;
    options.say(`${report} Starting it again in ${backoffMs / 1000} s.`);
    pause = setTimeout(() => void start(), backoffMs);
    backoffMs = Math.min(backoffMs * 2, longestBackoffMs);
  };

  void start();
  return {
    name: options.name,
    pid: () => child.pid,
    ready: first.promise,
    restart: async (why) => {
      const startedAt = Date.now();
      restarting = true;
      clearTimeout(pause);
      await child.stop(options.graceMs);
      if (stopping) return;
      await Promise.race([start(), child.exited]);
      restarting = false;
      options.say(`${options.name} restarted: ${why} (${Date.now() - startedAt} ms)`);
    },
    stop: async () => {
      stopping = true;
      clearTimeout(pause);
      await child.stop(options.graceMs);
    },
    kill: () => {
      stopping = true;
      clearTimeout(pause);
      child.kill();
    },
  };
};

const becomesReady = async (isReady: () => Promise<boolean>, ended: Promise<boolean>): Promise<boolean> => {
  let gone = false;
  void ended.then(() => (gone = true));
  while (!gone) {
    if (await isReady()) return !gone;
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, pollMs))]);
  }
  return false;
};
