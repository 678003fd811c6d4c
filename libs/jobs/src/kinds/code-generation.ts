import { codeGenerationFinishedV1, codeGenerationRequested } from '@snapinfra/contracts';
import {
  codeGenerationAttemptMs,
  codeGenerationFinished,
  codeGenerationKey,
  codeGenerationLeaseGraceMs,
  codeGenerationLeaseMs,
  codeGenerationMaxAttempts,
  CodeGenerationRecord,
  leftoverPrefixes,
} from '@snapinfra/platform';
import { defineJob } from '../wiring/define-job.ts';
import { jobTable } from '../wiring/job-table.ts';
import { usualPace } from '../wiring/usual-pace.ts';

/** Code generation: `pending → processing → completed | failed | cancelled`. */
export const codeGenerationJob = defineJob({
  table: jobTable('code-generations', CodeGenerationRecord),
  queue: 'SQS_CODE_GENERATION_QUEUE',
  messages: codeGenerationRequested,
  events: [codeGenerationFinishedV1],
})({
  ...usualPace,
  name: 'generation',
  keyOf: codeGenerationKey,
  statuses: {
    pending: 'queued',
    processing: 'running',
    completed: 'ended',
    failed: 'ended',
    cancelled: 'ended',
  },
  to: { queued: 'pending', running: 'processing', failed: 'failed', cancelled: 'cancelled' },
  claimed: {
    set: { progress: { phase: 'reading', percent: 5, message: 'Reading the data model' } },
    remove: ['error'],
  },
  messageOf: (record, sentAt) => ({
    id: record.id,
    type: 'code-generation.requested',
    version: 1,
    correlationId: record.correlationId,
    sentAt: sentAt.toISOString(),
    payload: { generationId: record.id, userId: record.userId },
  }),
  jobIdOf: ({ payload }) => payload.generationId,
  // A cancellation owes no event: its caller learns of it from the answer.
  owes: { completed: ['finished'], failed: ['finished'] },
  eventOf: (record, { id }) => codeGenerationFinished(record, id),
  cancel: 'at-once',
  maxAttempts: codeGenerationMaxAttempts,
  leaseMs: codeGenerationLeaseMs,
  leaseGraceMs: codeGenerationLeaseGraceMs,
  attemptMs: codeGenerationAttemptMs,
  leftoverPrefixes,
});
