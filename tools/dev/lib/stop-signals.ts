export interface StopSignals {
  /** The first request to stop: SIGINT, SIGTERM, SIGHUP, or the parent process is gone. */
  readonly first: Promise<string>;
  /** A second request: stop immediately. */
  readonly second: Promise<string>;
}

/** Signals within this time count as one request, because Ctrl-C arrives directly and through the parent processes. */
const sameRequestMs = 600;

export const listenForStop = (now: () => number = Date.now): StopSignals => {
  const first = Promise.withResolvers<string>();
  const second = Promise.withResolvers<string>();
  let firstAt: number | undefined;
  const heard = (what: string) => {
    firstAt ??= now();
    if (now() - firstAt > sameRequestMs) second.resolve(what);
    else first.resolve(what);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, heard);
  process.on('disconnect', () => heard('the parent process is gone'));
  // The terminal may already be closed on SIGHUP: failing writes must not end this process before its children.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  return { first: first.promise, second: second.promise };
};
