import { setTimeout as delay } from 'node:timers/promises';
import type { HealthChecks } from './health/health-checks.ts';

export interface WaitDeps {
  readonly health: HealthChecks;
  readonly log: { warn(line: string): void };
  readonly signal: AbortSignal;
}

const firstPauseMs = 500;
const longestPauseMs = 5000;

/** Returns when everything that is needed answers (or the signal aborts); says in one line each time what does not. */
export const waitForDependencies = async ({ health, log, signal }: WaitDeps): Promise<void> => {
  for (let pauseMs = firstPauseMs; !signal.aborted; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const services = Object.entries(await health.check());
    const down = services.filter(([, { status }]) => status === 'down');
    if (down.length === 0) return;
    const names = down.map(([name, { error }]) => `${name} (${error ?? 'down'})`).join(', ');
    log.warn(`waiting for ${names}: does AWS_ENDPOINT_URL lead there? Next try in ${pauseMs / 1000} s`);
    await delay(pauseMs, undefined, { signal }).catch(() => undefined);
  }
};
