import { setTimeout as delay } from 'node:timers/promises';
import type { createDependencyProbes } from '@snapinfra/aws-clients';
import type { Logger } from 'pino';

export interface WaitForDependenciesOptions {
  readonly probes: ReturnType<typeof createDependencyProbes>;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** Of one check. */
  readonly timeoutMs?: number;
}

/** Returns when every dependency answers, or the signal aborts; says in one line each time what is missing. */
export const waitForDependencies = async (options: WaitForDependenciesOptions): Promise<void> => {
  const { probes, log, signal, timeoutMs = 3000 } = options;
  for (let pauseMs = 250; !signal.aborted; pauseMs = Math.min(pauseMs * 2, 5000)) {
    const missing = await Promise.all(
      probes.map(({ name, check }) =>
        check(AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])).then(
          () => undefined,
          (error: unknown) => `${name} (${error instanceof Error ? error.message : String(error)})`,
        ),
      ),
    );
    const unavailable = missing.filter((name) => name !== undefined);
    if (unavailable.length === 0 || signal.aborted) return;
    log.warn(`waiting for ${unavailable.join(', ')}; next try in ${pauseMs} ms`);
    await delay(pauseMs, undefined, { signal }).catch(() => undefined);
  }
};
