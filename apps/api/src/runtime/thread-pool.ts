import { Worker } from 'node:worker_threads';

/** One request, as a thread receives it. */
export interface ThreadRequest<Request> {
  readonly request: Request;
}

/** The answer of a thread: it rejects nothing, so that what it throws comes back as a text. */
export type ThreadAnswer<Answer> =
  { readonly ok: true; readonly answer: Answer } | { readonly ok: false; readonly failure: string };

/** A request took more time or memory than it may: its thread was ended, and the same request would take as much again. */
export class ThreadLimitError extends Error {
  readonly code = 'thread_limit';
  constructor(limit: string) {
    super(`The thread needed more than ${limit} for a request.`);
    this.name = 'ThreadLimitError';
  }
}

/** So many requests wait for a thread that another one would wait too long. */
export class ThreadsBusyError extends Error {
  readonly code = 'threads_busy';
  constructor() {
    super('All threads are busy, and too many requests wait for them.');
    this.name = 'ThreadsBusyError';
  }
}

export interface ThreadPoolOptions {
  /** The module of the threads: it answers with {@link answerInThread}. */
  readonly url: URL;
  /** Threads at most; each is started when it is needed first, and stays. */
  readonly threads: number;
  /** From when a thread begins with a request. */
  readonly timeoutMs: number;
  /** Requests that wait for a thread, at most. */
  readonly maximumWaiting: number;
  /** Megabytes of heap of a thread; one that needs more is ended, and its request is rejected. */
  readonly maxHeapMb: number;
}

export interface ThreadPool<Request, Answer> {
  /**
   * Has a request answered in a thread. Rejects with what the thread threw, with a {@link ThreadLimitError} or with a
   * {@link ThreadsBusyError}.
   */
  run(request: Request): Promise<Answer>;
  /** Ends all threads; what they are at is rejected. */
  stop(): Promise<void>;
}

interface Task<Request, Answer> extends Pick<PromiseWithResolvers<Answer>, 'resolve' | 'reject'> {
  readonly request: Request;
}

/** The reason of a thread's end. */
const reasonOf = (error: unknown, maxHeapMb: number): Error => {
  if (!(error instanceof Error)) return new Error(String(error));
  const isOutOfMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return isOutOfMemory ? new ThreadLimitError(`${maxHeapMb} MB`) : error;
};

/** A thread that has one request at a time. `onFree` is called when it can take another; `onEnd` when it is gone. */
const startThread = <Request, Answer>(
  { url, timeoutMs, maxHeapMb }: ThreadPoolOptions,
  { onFree, onEnd }: { readonly onFree: () => void; readonly onEnd: () => void },
) => {
  const thread = new Worker(url, { resourceLimits: { maxOldGenerationSizeMb: maxHeapMb } });
  // An idle thread keeps no process from ending.
  thread.unref();
  let task: Task<Request, Answer> | undefined;
  let timer: NodeJS.Timeout | undefined;

  const take = (): Task<Request, Answer> | undefined => {
    const taken = task;
    clearTimeout(timer);
    task = undefined;
    thread.unref();
    return taken;
  };
  const end = (reason: Error): void => {
    onEnd();
    take()?.reject(reason);
    thread.removeAllListeners();
    // It is gone either way; without a listener a late error would be thrown.
    thread.on('error', () => undefined);
    void thread.terminate();
  };
  thread.on('message', (answer: ThreadAnswer<Answer>) => {
    const taken = take();
    if (answer.ok) taken?.resolve(answer.answer);
    else taken?.reject(new Error(answer.failure));
    onFree();
  });
  thread.on('error', (error) => end(reasonOf(error, maxHeapMb)));
  thread.on('messageerror', end);
  thread.on('exit', (code) => end(new Error(`The thread ended (code ${code}).`)));
  return {
    isFree: () => task === undefined,
    begin: (next: Task<Request, Answer>) => {
      task = next;
      thread.ref();
      timer = setTimeout(() => end(new ThreadLimitError(`${timeoutMs} ms`)), timeoutMs);
      thread.postMessage({ request: next.request } satisfies ThreadRequest<Request>, []);
    },
    end,
  };
};

/** Has requests answered in threads, so that no other request waits for what takes long. */
export const createThreadPool = <Request, Answer>(options: ThreadPoolOptions): ThreadPool<Request, Answer> => {
  const started = new Set<ReturnType<typeof startThread<Request, Answer>>>();
  const waiting: Task<Request, Answer>[] = [];

  const start = () => {
    const thread = startThread<Request, Answer>(options, {
      onFree: next,
      onEnd: () => {
        started.delete(thread);
        // Those that wait need another one.
        queueMicrotask(next);
      },
    });
    started.add(thread);
    return thread;
  };
  const next = (): void => {
    if (waiting.length === 0) return;
    const free =
      [...started].find((thread) => thread.isFree()) ?? (started.size < options.threads ? start() : undefined);
    if (free === undefined) return;
    const task = waiting.shift();
    if (task) free.begin(task);
  };

  return {
    run: (request) => {
      if (waiting.length >= options.maximumWaiting) return Promise.reject(new ThreadsBusyError());
      const { promise, resolve, reject } = Promise.withResolvers<Answer>();
      waiting.push({ request, resolve, reject });
      next();
      return promise;
    },
    stop: async () => {
      const stopped = new Error('The threads were stopped.');
      for (const { reject } of waiting.splice(0)) reject(stopped);
      for (const thread of [...started]) thread.end(stopped);
    },
  };
};
