import type { Health } from '@snapinfra/contracts';
import { isDependencyUnavailable, type DependencyProbe } from '@snapinfra/aws-clients';
import type { Clock } from '../../runtime/clock.ts';

export type ServicesHealth = Health['services'];

export interface HealthChecks {
  /** The result of the newest checks; checks again when they are older than a few seconds. */
  recent(): Promise<ServicesHealth>;
  /** Checks now. */
  check(): Promise<ServicesHealth>;
}

export interface HealthChecksDeps {
  readonly probes: readonly DependencyProbe[];
  readonly clock: Clock;
  /** Of one check. */
  readonly timeoutMs: number;
}

const recentMs = 5000;

const reasonOf = (error: unknown): string => (isDependencyUnavailable(error) ? error.reason : 'error');

export const createHealthChecks = ({ probes, clock, timeoutMs }: HealthChecksDeps): HealthChecks => {
  const services = Map.groupBy(probes, ({ name }) => name);
  let newest: { readonly services: ServicesHealth; readonly atMs: number } | undefined;
  let running: Promise<ServicesHealth> | undefined;

  /** A service is healthy when all that is needed of it answers, such as the queues of several areas. */
  const ask = async ([name, ofService]: readonly [string, readonly DependencyProbe[]]) => {
    const startedMs = performance.now();
    const checkedAt = clock().toISOString();
    try {
      await Promise.all(ofService.map(({ check }) => check(AbortSignal.timeout(timeoutMs))));
      return [name, { status: 'healthy', latency: Math.round(performance.now() - startedMs), checkedAt }] as const;
    } catch (error) {
      return [name, { status: 'unhealthy', latency: null, checkedAt, error: reasonOf(error) }] as const;
    }
  };

  const checkAll = async (): Promise<ServicesHealth> => {
    const found = Object.fromEntries(await Promise.all([...services].map(ask)));
    newest = { services: found, atMs: clock().getTime() };
    return found;
  };

  /** Concurrent requests share one check. */
  const check = (): Promise<ServicesHealth> => {
    running ??= checkAll().finally(() => {
      running = undefined;
    });
    return running;
  };

  return {
    check,
    recent: async () => (newest && clock().getTime() - newest.atMs < recentMs ? newest.services : check()),
  };
};
