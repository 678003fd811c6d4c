import { defineEvent, defineMessage } from '@snapinfra/contracts';
import { jobMembers } from '@snapinfra/platform';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { defineJob } from './define-job.ts';
import { jobTable } from './job-table.ts';
import { usualPace } from './usual-pace.ts';

const Record = Type.Object({ ...jobMembers, projectId: Type.String() });
const requested = defineMessage('nap.requested', 1, Type.Object({ napId: Type.String() }));
const finished = defineEvent('nap.finished', 1, Type.Object({ napId: Type.String() }));
const wiring = {
  queue: 'SQS_CODE_GENERATION_QUEUE',
  messages: { read: [requested], written: requested },
  events: [finished],
} as const;
const defineNap = defineJob({ ...wiring, table: jobTable('jobs', Record) });

const statuses = { asked: 'queued', asleep: 'running', snoozed: 'waiting', rested: 'ended', woken: 'ended' } as const;
const to = { queued: 'asked', running: 'asleep', failed: 'woken', cancelled: 'woken' } as const;
type Nap = Parameters<typeof defineNap<typeof statuses>>[0];
const rest: Omit<Nap, 'statuses' | 'to' | 'owes'> = {
  ...usualPace,
  name: 'nap',
  keyOf: (id) => ({ pk: `NAP#${id}`, sk: 'RECORD' }),
  messageOf: ({ id, correlationId }, sentAt) => ({
    ...{ id, type: 'nap.requested', version: 1, correlationId },
    sentAt: sentAt.toISOString(),
    payload: { napId: id },
  }),
  jobIdOf: ({ payload }) => payload.napId,
  eventOf: ({ id: napId, correlationId, userId, projectId, status }, { id, occurredAt }) => ({
    ...{ id, type: 'nap.finished', version: 1, occurredAt, correlationId, userId, projectId, status },
    payload: { napId },
  }),
  cancel: 'at-once',
};
const nap = { ...rest, statuses, to, owes: { rested: ['finished'] } };

describe('a kind of job', () => {
  it('is told from others of its table by its name, unless the table is its own', () => {
    expect(defineNap(nap).outbox).toBe('nap');
    const own = defineJob({ ...wiring, table: jobTable('deployments', Record) })(nap);
    expect(own.outbox).toBeUndefined();
  });

  it('knows its messages by their type', () => {
    const { isMessage } = defineNap(nap);
    expect(isMessage({ type: 'nap.requested' })).toBe(true);
    expect(isMessage({ type: 'nap.finished' })).toBe(false);
    expect(isMessage(undefined)).toBe(false);
  });
});

/** Never called: the type checker fails where one of these begins to compile. */
export const mistakes = {
  // @ts-expect-error -- no sweeper could find its records
  tableWithoutOutbox: () => jobTable('rate-limits', Record),
  recordWithoutJobMembers: () =>
    // @ts-expect-error -- the mechanism has nowhere to write
    defineJob({ ...wiring, table: jobTable('jobs', Type.Object({ projectId: Type.String() })) }),
  // @ts-expect-error -- no gateway has the URL of its queue
  unknownQueue: () => defineJob({ ...wiring, queue: 'SQS_NAP_QUEUE', table: jobTable('jobs', Record) }),
  // @ts-expect-error -- it would never be claimed
  queuedUnderNoStatus: () => defineNap({ ...nap, to: { ...to, queued: 'nope' } }),
  // @ts-expect-error -- it would be held by nobody forever
  runningUnderNoStatus: () => defineNap({ ...nap, to: { ...to, running: 'typo' } }),
  // @ts-expect-error -- a status that is not the end of a job
  failedIsNoEnd: () => defineNap({ ...nap, to: { ...to, failed: 'asked' } }),
  // @ts-expect-error -- it would never be unparked
  parkedDoesNotWait: () => defineNap({ ...nap, to: { ...to, parked: 'woken' } }),
  // @ts-expect-error -- nothing would be published
  owesUnderNoStatus: () => defineNap({ ...nap, owes: { restd: ['finished'] } }),
  // @ts-expect-error -- attempts would have no limit
  withoutPace: () => defineNap({ ...nap, maxAttempts: undefined }),
};
