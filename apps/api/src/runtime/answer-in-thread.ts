import { parentPort } from 'node:worker_threads';
import type { ThreadAnswer, ThreadRequest } from './thread-pool.ts';

const answerOf = <Request, Answer>(answer: (request: Request) => Answer, request: Request): ThreadAnswer<Answer> => {
  try {
    return { ok: true, answer: answer(request) };
  } catch (error) {
    return { ok: false, failure: error instanceof Error ? error.message : String(error) };
  }
};

/** Answers the requests of a thread pool: called once, by the module of its threads. */
export const answerInThread = <Request, Answer>(answer: (request: Request) => Answer): void => {
  parentPort?.on('message', ({ request }: ThreadRequest<Request>) =>
    parentPort?.postMessage(answerOf(answer, request), []),
  );
};
