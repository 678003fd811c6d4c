/**
 * The outcome, or the signal's reason as soon as it aborts: for an upload that can't be called back, and whose late
 * arrival does no harm.
 */
export const untilAborted = async <Outcome>(outcome: Promise<Outcome>, signal: AbortSignal): Promise<Outcome> => {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([outcome, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
};
