export interface StopSignals {
  /** The first wish to stop: SIGINT, SIGTERM, SIGHUP, or the process above is gone. */
  readonly first: Promise<string>;
  /** A second one: stop at once. */
  readonly second: Promise<string>;
}

/** What arrives within this time is one wish: Ctrl-C reaches this process directly and through those above it. */
const sameWishMs = 600;

export const listenForStop = (now: () => number = Date.now): StopSignals => {
  const first = Promise.withResolvers<string>();
  const second = Promise.withResolvers<string>();
  let firstAt: number | undefined;
  const heard = (what: string) => {
    firstAt ??= now();
    if (now() - firstAt > sameWishMs) second.resolve(what);
    else first.resolve(what);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, heard);
  process.on('disconnect', () => heard('the process above is gone'));
  // The terminal may be gone when its hang-up arrives: writing to it is no reason to die before the children.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  return { first: first.promise, second: second.promise };
};
