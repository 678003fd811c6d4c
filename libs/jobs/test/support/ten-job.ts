import { defineEvent, defineMessage } from '@snapinfra/contracts';
import { jobMembers } from '@snapinfra/platform';
import Type, { type Static } from 'typebox';
import { usualPace } from '../../src/wiring/usual-pace.ts';
import { defineJob } from '../../src/wiring/define-job.ts';
import { jobTable } from '../../src/wiring/job-table.ts';

const TenRecord = Type.Object({ ...jobMembers, projectId: Type.String(), counted: Type.Integer() });
export type TenRecord = Static<typeof TenRecord>;

const tenRequestedV1 = defineMessage('ten.requested', 1, Type.Object({ tenId: Type.String() }));
const tenFinishedV1 = defineEvent('ten.finished', 1, Type.Object({ tenId: Type.String(), counted: Type.Integer() }));

export const defineTenJob = defineJob({
  table: jobTable('jobs', TenRecord),
  queue: 'SQS_CODE_GENERATION_QUEUE',
  messages: { read: [tenRequestedV1], written: tenRequestedV1 },
  events: [tenFinishedV1],
});

/** Counts to ten and pauses at five, as the README tells; its table has jobs of other kinds, too. */
export const tenJob = defineTenJob({
  ...usualPace,
  name: 'ten',
  keyOf: (id) => ({ pk: `TEN#${id}`, sk: 'RECORD' }),
  statuses: {
    ready: 'queued',
    counting: 'running',
    paused: 'waiting',
    stuck: 'waiting',
    counted: 'ended',
    broken: 'ended',
    stopped: 'ended',
  },
  to: { queued: 'ready', running: 'counting', failed: 'broken', cancelled: 'stopped', parked: 'stuck' },
  messageOf: ({ id, correlationId }, sentAt) => ({
    ...{ id, type: 'ten.requested', version: 1, correlationId },
    sentAt: sentAt.toISOString(),
    payload: { tenId: id },
  }),
  jobIdOf: ({ payload }) => payload.tenId,
  owes: { counted: ['finished'], broken: ['finished'] },
  eventOf: ({ id: tenId, counted, correlationId, userId, projectId, status }, { id, occurredAt }) => ({
    ...{ id, type: 'ten.finished', version: 1, occurredAt, correlationId, userId, projectId, status },
    payload: { tenId, counted },
  }),
  cancel: 'at-once',
});
