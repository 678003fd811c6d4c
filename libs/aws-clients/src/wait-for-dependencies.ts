import { setTimeout as delay } from 'node:timers/promises';
import type { DependencyProbe } from './dependency-probes.ts';
import { isDependencyUnavailable } from './errors.ts';

export interface WaitForDependenciesOptions {
  readonly probes: readonly DependencyProbe[];
  /** Gets one line per attempt about the dependencies that do not respond. */
  readonly log: { warn(line: string): void };
  /** Stops waiting. */
  readonly signal: AbortSignal;
  /** Timeout of one check. Default 3 s. */
  readonly timeoutMs?: number;
  /** Pause after the first attempt; doubles with each attempt up to 5 s. Default 250 ms. */
  readonly firstPauseMs?: number;
}

const longestPauseMs = 5000;

const reasonOf = (error: unknown): string => {
  if (isDependencyUnavailable(error)) return error.reason;
  return error instanceof Error ? error.message : String(error);
};

/** Resolves when every dependency responds, or the signal aborts. */
export const waitForDependencies = async (options: WaitForDependenciesOptions): Promise<void> => {
  const { probes, log, signal, timeoutMs = 3000, firstPauseMs = 250 } = options;
  // By service: the queues of several areas are one thing to wait for.
  const services = [...Map.groupBy(probes, ({ name }) => name)];
  const missing = async ([name, ofService]: (typeof services)[number]): Promise<string[]> => {
    const check = (probe: DependencyProbe) => probe.check(AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]));
    try {
      await Promise.all(ofService.map(check));
      return [];
    } catch (error) {
      return [`${name} (${reasonOf(error)})`];
    }
  };
  for (let pauseMs = firstPauseMs; !signal.aborted; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const names = (await Promise.all(services.map(missing))).flat();
    if (names.length === 0 || signal.aborted) return;
    log.warn(`waiting for ${names.join(', ')}: is AWS_ENDPOINT_URL correct? Retrying in ${pauseMs / 1000} s`);
    await delay(pauseMs, undefined, { signal }).catch(() => undefined);
  }
};
