import { createTable, type AwsClients } from '@snapinfra/aws-clients';
import { jobMembers, outboxIndex } from '@snapinfra/platform';
import Type, { type Static } from 'typebox';
import type { JobKind, JobStep } from '../../src/index.ts';

export const CountingRecord = Type.Object({ ...jobMembers, counted: Type.Integer() });
export type CountingRecord = Static<typeof CountingRecord>;

export interface Counted {
  readonly id: string;
  readonly type: string;
  readonly status: string;
}

export type CountingKind = JobKind<CountingRecord, { readonly countingId: string }, Counted>;

/** A kind of its own, with other words than those of code generation. */
export const countingJob: CountingKind = {
  name: 'count',
  keyOf: (id) => ({ pk: `COUNT#${id}`, sk: 'RECORD' }),
  statuses: {
    ready: 'queued',
    counting: 'running',
    paused: 'waiting',
    counted: 'ended',
    broken: 'ended',
    stopped: 'ended',
  },
  to: { queued: 'ready', running: 'counting', failed: 'broken', cancelled: 'stopped' },
  owes: { counted: ['counted'], broken: ['broken'] },
  cancel: 'at-once',
  messageOf: ({ id }) => ({ countingId: id }),
  eventOf: ({ status }, { id, type }) => ({ id, type, status }),
  maxAttempts: 3,
  leaseMs: 60_000,
  attemptMs: 570_000,
  leaseGraceMs: 30_000,
  retryDelayMs: (attempts) => attempts * 1_000,
  outagePatienceMs: 3_600_000,
  outageDelayMs: () => 5_000,
  leftoverPrefixes: ({ id, status, leaseToken }) =>
    ['broken', 'stopped'].includes(status) && leaseToken > 0 ? [`counts/${id}/`] : [],
};

/** Ringing a bell, once: whoever rings it again has to look for the token. */
export const ringBell = {
  name: 'ring-bell',
  deadlineMs: 100_000,
  maxAttempts: 2,
  intent: Type.Object({ token: Type.String() }),
  result: Type.Object({ rung: Type.Integer() }),
} satisfies JobStep;

/**
 * Counts with everything that a kind may ask for: its worker acknowledges a cancellation, exhausted jobs are parked, a pause
 * is told of, an end owes two events, a step rings a bell, and later attempts are a day apart.
 */
export const carefulCountingJob: CountingKind = {
  ...countingJob,
  name: 'careful count',
  statuses: { ...countingJob.statuses, stuck: 'waiting' },
  to: { ...countingJob.to, parked: 'stuck' },
  owes: {
    counted: ['counted', 'praised'],
    broken: ['broken'],
    stopped: ['stopped'],
    paused: ['paused'],
    stuck: ['stuck'],
  },
  cancel: 'acknowledged',
  maxAttempts: 2,
  retryDelayMs: (attempts) => (attempts < 2 ? 1_000 : 86_400_000),
  steps: [ringBell],
};

export const createCountingTable = (dynamo: AwsClients['dynamo'], tableName: string) =>
  createTable({ dynamo, tableName, schema: CountingRecord, indexes: [outboxIndex] });
