/** Work that follows an answer: it never fails a request, and stopping waits for it. */
export interface Background {
  /** Starts it; a failure is logged under the name, and the sweeper finishes the work. */
  run(name: string, work: () => Promise<unknown>): void;
  /** Starts it and waits for it, at most so long. */
  runWithin(milliseconds: number, name: string, work: () => Promise<unknown>): Promise<void>;
  /** Resolves when everything that was started has ended. */
  drain(): Promise<void>;
}

export interface BackgroundDeps {
  readonly onError: (name: string, error: unknown) => void;
}

export const createBackground = ({ onError }: BackgroundDeps): Background => {
  const running = new Set<Promise<void>>();
  const start = (name: string, work: () => Promise<unknown>): Promise<void> => {
    const task = Promise.resolve()
      .then(work)
      .then(
        () => undefined,
        (error: unknown) => onError(name, error),
      )
      .finally(() => running.delete(task));
    running.add(task);
    return task;
  };
  return {
    run: (name, work) => void start(name, work),
    runWithin: async (milliseconds, name, work) => {
      const task = start(name, work);
      const { promise: timeout, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, milliseconds);
      await Promise.race([task, timeout]);
      clearTimeout(timer);
    },
    drain: async () => {
      while (running.size > 0) await Promise.all(running);
    },
  };
};
