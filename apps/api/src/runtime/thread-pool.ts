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
  /** Requests of one caller at most: one that is answered, and those that wait for it. */
  readonly maximumOfCaller?: number;
  /** Megabytes of heap of a thread; one that needs more is ended, and its request is rejected. */
  readonly maxHeapMb: number;
}

export interface ThreadPool<Request, Answer> {
  /**
   * Has a request answered in a thread, and in another one if that ends by itself. Rejects with what the thread threw, with a
   * {@link ThreadLimitError} or with a {@link ThreadsBusyError}.
   *
   * @param caller The requests of one follow one another, so that they do not keep all threads from the others.
   */
  run(request: Request, caller?: string): Promise<Answer>;
  /** Ends all threads; what they are at is rejected. */
  stop(): Promise<void>;
}

/** How long a thread that is to end may take to do so by itself. */
const endMs = 50;
/** How long to wait for the end of all: a thread that has ended by itself, while nothing was asked of it, never tells the pool. */
const stopMs = 1000;

/** Whether the thread ended by itself: perhaps before it was asked, which shows only then. */
const hasEnded = (error: unknown): boolean => error instanceof workerpool.TerminateError && error.cause === undefined;

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

interface Turns {
  /** Requests under way, waiting ones included. */
  count: number;
  /** Ends with the newest of them. */
  last: Promise<unknown>;
}

/** Has each caller's requests follow one another. */
const createTurns = (maximumOfCaller = Number.POSITIVE_INFINITY) => {
  const callers = new Map<string, Turns>();
  return async <Answer>(caller: string | undefined, run: () => Promise<Answer>): Promise<Answer> => {
    if (caller === undefined) return run();
    const turns = callers.get(caller) ?? { count: 0, last: Promise.resolve() };
    if (turns.count >= maximumOfCaller) throw new ThreadsBusyError();
    callers.set(caller, turns);
    turns.count += 1;
    const answer = turns.last.then(run);
    // A failure is that request's own: the next one begins all the same.
    turns.last = answer.catch(() => undefined);
    try {
      return await answer;
    } finally {
      turns.count -= 1;
      if (turns.count === 0) callers.delete(caller);
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

  let underWay = 0;
  let isStopped = false;

  const attempt = async (deadline: number, request: Request): Promise<Answer> => {
    const leftMs = deadline - performance.now();
    if (leftMs <= 0 || underWay >= options.threads + options.maximumWaiting) throw new ThreadsBusyError();
    underWay += 1;
    const running = pool.exec('answer', [request]).timeout(options.timeoutMs);
    const timer = setTimeout(() => running.cancel(), leftMs);
    try {
      return (await running) as Answer;
    } finally {
      clearTimeout(timer);
      underWay -= 1;
    }
  };
  // All of them may have ended: each is found out once, and a new one takes its place.
  const answerBy = async (deadline: number, request: Request, others = options.threads): Promise<Answer> => {
    try {
      return await attempt(deadline, request);
    } catch (error) {
      if (!hasEnded(error) || isStopped || others === 0) throw error;
      return await answerBy(deadline, request, others - 1);
    }
  };
  return {
    run: async (request, caller) => {
      const deadline = performance.now() + options.deadlineMs;
      try {
        return await inTurn(caller, () => answerBy(deadline, request));
      } catch (error) {
        throw reasonOf(error, options);
      }
    },
    stop: async () => {
      isStopped = true;
      await Promise.resolve(pool.terminate(true, stopMs)).catch((error: unknown) => {
        if (!(error instanceof workerpool.Promise.TimeoutError)) throw error;
      });
    },
  };
};
