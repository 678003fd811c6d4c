import { defineEvent, defineMessage } from '@snapinfra/contracts';
import { jobMembers } from '@snapinfra/platform';
import Type, { type Static } from 'typebox';
import { defineJob, type JobWork, type JobWriter } from '../../src/index.ts';
import { usualPace } from '../../src/kinds/usual-pace.ts';

const TenRecord = Type.Object({ ...jobMembers, projectId: Type.String(), counted: Type.Integer() });
export type TenRecord = Static<typeof TenRecord>;

const tenRequestedV1 = defineMessage('ten.requested', 1, Type.Object({ tenId: Type.String() }));
const tenFinishedV1 = defineEvent('ten.finished', 1, Type.Object({ tenId: Type.String(), counted: Type.Integer() }));

/** Counts to ten and pauses at five, as the README tells; its table has jobs of other kinds, too. */
export const tenJob = defineJob({
  table: 'jobs',
  record: TenRecord,
  queue: 'SQS_CODE_GENERATION_QUEUE',
  messages: { read: [tenRequestedV1], written: tenRequestedV1 },
  events: [tenFinishedV1],
})({
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

/** The same under another name, in the same table. */
export const otherJob = {
  ...tenJob,
  name: 'other',
  outbox: 'other',
  keyOf: (id: string) => ({ pk: `OTHER#${id}`, sk: 'RECORD' }),
};

export const createCountToTen =
  (jobs: JobWriter<TenRecord>): JobWork<TenRecord> =>
  async ({ lease, record }, keeper) => {
    for (let { counted } = record; counted < 10; counted += 1) {
      if (counted === 5) {
        const paused = await jobs.wait(lease, 'paused', { for: 'go' }, { set: { counted } });
        if (paused.kind !== 'signalled') return paused;
      }
      keeper.report({ set: { counted: counted + 1 } });
    }
    await keeper.stop();
    return jobs.end(lease, 'counted', { set: { counted: 10 } });
  };
