import { expect, it } from 'vitest';
import { countingJob } from '../../test/support/counting-job.ts';
import { heldRecord } from '../../test/support/attempts.ts';
import { createDispatchJob } from './dispatch-job.ts';

it("sends a message among those of the project's owner, whoever asked for the job", async () => {
  const sent: unknown[] = [];
  const producer = {
    send: async (...args: unknown[]) => ({ messageId: String(sent.push(args)) }),
  };
  const table = { update: () => Promise.reject(new Error('nothing is due, so nothing is confirmed')) };
  const dispatch = createDispatchJob({ kind: countingJob, table, producer, clock: () => new Date(0) });
  const { outboxDueAt: _, ...job } = heldRecord({ userId: 'ada', tenantId: 'grace', traceparent: 'of the request' });
  await dispatch(job);
  expect(sent).toEqual([[{ countingId: job.id }, { traceparent: 'of the request', tenantId: 'grace' }]]);
});
