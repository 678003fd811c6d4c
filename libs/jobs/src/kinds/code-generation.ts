import type { CodeGenerationFinishedV1, CodeGenerationRequestedV1 } from '@snapinfra/contracts';
import {
  codeGenerationFinished,
  codeGenerationKey,
  codeGenerationLeaseGraceMs,
  codeGenerationLeaseMs,
  codeGenerationMaxAttempts,
  leftoverPrefixes,
  quietFromEpochMs,
  type CodeGenerationRecord,
} from '@snapinfra/platform';
import type { JobKind } from '../lifecycle/job-kind.ts';

const shortestDelayMs = 5_000;
const longestDelayMs = 300_000;

/** Code generation: `pending → processing → completed | failed | cancelled`. */
export const codeGenerationJob: JobKind<CodeGenerationRecord, CodeGenerationRequestedV1, CodeGenerationFinishedV1> = {
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
  // A cancellation owes no event: its caller learns of it from the answer.
  owes: { completed: ['finished'], failed: ['finished'] },
  eventOf: (record, { id }) => codeGenerationFinished(record, id),
  cancel: 'at-once',
  maxAttempts: codeGenerationMaxAttempts,
  leaseMs: codeGenerationLeaseMs,
  leaseGraceMs: codeGenerationLeaseGraceMs,
  retryDelayMs: (attempts) => Math.min(shortestDelayMs * 2 ** (attempts - 1), longestDelayMs),
  outagePatienceMs: 6 * 3_600_000,
  outageDelayMs: (ageMs) => Math.min(Math.max(shortestDelayMs, ageMs / 4), longestDelayMs),
  leftoverPrefixes,
  quietFromEpochMs,
};
