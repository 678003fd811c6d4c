import { createTable, type AwsClients } from '@snapinfra/aws-clients';
import { jobMembers, outboxIndex } from '@snapinfra/platform';
import Type, { type Static } from 'typebox';
import type { JobKind } from '../../src/index.ts';

export const CountingRecord = Type.Object({ ...jobMembers, counted: Type.Integer() });
export type CountingRecord = Static<typeof CountingRecord>;

export interface Counted {
  readonly id: string;
  readonly status: string;
}

/** A kind of its own, with other words than those of code generation. */
export const countingJob: JobKind<CountingRecord, { readonly countingId: string }, Counted> = {
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
  claimed: { remove: ['error'] },
  messageOf: ({ id }) => ({ countingId: id }),
  eventOf: ({ status }, id) => ({ id, status }),
  maxAttempts: 3,
  leaseMs: 60_000,
  leaseGraceMs: 30_000,
  retryDelayMs: (attempts) => attempts * 1_000,
  outagePatienceMs: 3_600_000,
  outageDelayMs: () => 5_000,
  leftoverPrefixes: ({ id, status, leaseToken }) =>
    ['broken', 'stopped'].includes(status) && leaseToken > 0 ? [`counts/${id}/`] : [],
  quietFromEpochMs: (endedAtEpochMs) => endedAtEpochMs + 600_000,
};

export const createCountingTable = (dynamo: AwsClients['dynamo'], tableName: string) =>
  createTable({ dynamo, tableName, schema: CountingRecord, indexes: [outboxIndex] });
