import { expect, it } from 'vitest';
import { createHealthChecks } from './health-checks.ts';

it('a service is unhealthy when one of those that need it gets no answer', async () => {
  const answers = { name: 'sqs', check: async () => undefined } as const;
  const fails = { name: 'sqs', check: () => Promise.reject(new Error('no such queue')) } as const;
  const clock = () => new Date();
  const statusOf = async (...probes: readonly (typeof answers | typeof fails)[]) =>
    (await createHealthChecks({ probes, clock, timeoutMs: 1000 }).check())['sqs']?.status;
  expect(await statusOf(answers, answers)).toBe('healthy');
  expect(await statusOf(fails, answers)).toBe('unhealthy');
  expect(await statusOf(answers, fails)).toBe('unhealthy');
});
