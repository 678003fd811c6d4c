import workerpool from 'workerpool';

/** Answers the requests of a thread pool: called once, by the module of its threads. */
export const answerInThread = <Request, Answer>(answer: (request: Request) => Answer): void =>
  workerpool.worker({ answer });
