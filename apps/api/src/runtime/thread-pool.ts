import { fileURLToPath } from 'node:url';
import workerpool from 'workerpool';

/** A request took more time or memory than it may: its thread was ended, and the same request would take as much again. */
export class ThreadLimitError extends Error {
  readonly code = 'thread_limit';
  constructor(limit: string) {
    super(`The thread needed more than ${limit} for a request.`);
    this.name = 'ThreadLimitError';
  }
}

/** So many requests wait for a thread that another one would wait too long, or did. */
export class ThreadsBusyError extends Error {
  readonly code = 'threads_busy';
  constructor() {
    super('All threads are busy, and too many requests wait for them.');
    this.name = 'ThreadsBusyError';
  }
}

export interface ThreadPoolOptions {
  /** The module of the threads: it answers with `answerInThread`. */
  readonly url: URL;
  /** Threads at most; each is started when it is needed first, and stays. */
  readonly threads: number;
  /** From when a thread begins with a request. */
  readonly timeoutMs: number;
  /** From the call on, waiting for a thread included. */
  readonly deadlineMs: number;
  /** Requests that wait for a thread, at most. */
  readonly maximumWaiting: number;
  /** Requests of one caller, waiting ones and others, at most. */
  readonly maximumOfCaller: number;
  /** Megabytes of heap of a thread; one that needs more is ended, and its request is rejected. */
  readonly maxHeapMb: number;
}

export interface ThreadPool<Request, Answer> {
  /**
   * Has a request answered in a thread. Rejects with what the thread threw, with a {@link ThreadLimitError} or with a
   * {@link ThreadsBusyError}.
   *
   * @param caller Who asks, so that one with many requests does not keep the threads from the others; without it, they are not counted.
   */
  run(request: Request, caller?: string): Promise<Answer>;
  /** Ends all threads; what they are at is rejected. */
  stop(): Promise<void>;
}

/** How long a thread that is to end may take to do so by itself. */
const endMs = 50;

const isOutOfMemory = (error: unknown): boolean =>
  error instanceof workerpool.TerminateError &&
  error.cause instanceof Error &&
  'code' in error.cause &&
  error.cause.code === 'ERR_WORKER_OUT_OF_MEMORY';

const reasonOf = (error: unknown, { timeoutMs, maxHeapMb }: ThreadPoolOptions): unknown => {
  if (error instanceof workerpool.Promise.TimeoutError) return new ThreadLimitError(`${timeoutMs} ms`);
  if (error instanceof workerpool.Promise.CancellationError) return new ThreadsBusyError();
  return isOutOfMemory(error) ? new ThreadLimitError(`${maxHeapMb} MB`) : error;
};

/** Counts the requests that each caller has under way. */
const createTurns = (maximumOfCaller: number) => {
  const counts = new Map<string, number>();
  const change = (caller: string, by: 1 | -1): void => {
    const count = (counts.get(caller) ?? 0) + by;
    if (count === 0) counts.delete(caller);
    else counts.set(caller, count);
  };
  return async <Answer>(caller: string | undefined, run: () => Promise<Answer>): Promise<Answer> => {
    if (caller === undefined) return run();
    if ((counts.get(caller) ?? 0) >= maximumOfCaller) throw new ThreadsBusyError();
    change(caller, 1);
    try {
      return await run();
    } finally {
      change(caller, -1);
    }
  };
};

/** Has requests answered in threads, so that no other request waits for what takes long. */
export const createThreadPool = <Request, Answer>(options: ThreadPoolOptions): ThreadPool<Request, Answer> => {
  const pool = workerpool.pool(fileURLToPath(options.url), {
    workerType: 'thread',
    maxWorkers: options.threads,
    workerThreadOpts: { resourceLimits: { maxOldGenerationSizeMb: options.maxHeapMb } },
    workerTerminateTimeout: endMs,
  });
  const inTurn = createTurns(options.maximumOfCaller);

  const answer = async (request: Request): Promise<Answer> => {
    if (pool.stats().pendingTasks >= options.maximumWaiting) throw new ThreadsBusyError();
    const running = pool.exec('answer', [request]).timeout(options.timeoutMs);
    const deadline = setTimeout(() => running.cancel(), options.deadlineMs);
    try {
      return (await running) as Answer;
    } catch (error) {
      throw reasonOf(error, options);
    } finally {
      clearTimeout(deadline);
    }
  };
  return {
    run: (request, caller) => inTurn(caller, () => answer(request)),
    stop: async () => void (await pool.terminate(true)),
  };
};
