import {
  allOf,
  anyOf,
  attributeExists,
  attributeNotExists,
  compare,
  compareSize,
  equals,
  itemIsNew,
} from '@snapinfra/aws-clients';
import type { JobRecord } from '@snapinfra/platform';
import { dueAt, dueNames } from '../due/due-attributes.ts';
import { isUnheld, leaseNames } from '../lease/lease.ts';
import { assertSignal, givenUp, isNotCancelled } from './holder-transitions.ts';
import { exhaustedError, quietFromEpochMs, sortOf, spentStepError } from './job-kind.ts';
import { confirmationMs, unconfirmedMs, type Machine, type OwnChange, type TransitionRules } from './transition.ts';

/* The writes of everybody but the holder: the gateway (cancel, signal, delete), the sweeper, a worker that finds a job without a holder. */

/** How many signals a record remembers. */
export const maxSignals = 50;

/** When the sweeper looks at an ended job that owes no event: once for objects that attempts left behind, or never. */
export const afterEnd = <Job extends JobRecord>(
  kind: Pick<TransitionRules<Job>, 'outbox' | 'leftoverPrefixes' | 'attemptMs' | 'leaseGraceMs'>,
  job: Job,
  now: Date,
) =>
  (kind.leftoverPrefixes?.(job) ?? []).length > 0
    ? { set: dueAt(job.id, quietFromEpochMs(kind, now.getTime()), kind.outbox), remove: [] }
    : { set: {}, remove: dueNames };

/** Fails or parks a job that has no attempt left and that nobody holds at `atMs`. */
export const exhaust =
  <Job extends JobRecord>(machine: Machine<Job>) =>
  (id: string, atMs: number) => {
    const { kind, write, isOf } = machine;
    const isExhausted = allOf(
      isOf('queued', 'running'),
      isUnheld(atMs),
      isNotCancelled,
      compare('attempts', '>=', kind.maxAttempts),
    );
    return write(id, isExhausted, givenUp(machine, id, exhaustedError(kind)));
  };

/** Takes a job, as it was read, from a holder whose step is past its deadline: for another attempt at the step, or to end it. */
export const expireStep =
  <Job extends JobRecord>(machine: Machine<Job>) =>
  (job: Job, step: NonNullable<JobRecord['step']>) => {
    const { kind, nowMs, write, dueAt } = machine;
    const rules = kind.steps?.find(({ name }) => name === step.name);
    const isUnchanged = allOf(equals('version', job.version), isNotCancelled);
    if (rules === undefined || step.attempts >= rules.maxAttempts) {
      return write(job.id, isUnchanged, givenUp(machine, job.id, spentStepError(kind, step)));
    }
    const message = `The step ${step.name} of the ${kind.name} took longer than it may.`;
    const error = { code: 'step_deadline_exceeded', message };
    const dueMs = nowMs() + kind.retryDelayMs(step.attempts);
    const set = { status: kind.to.queued, error, ...dueAt(job.id, dueMs), notBeforeEpochMs: dueMs };
    return write(job.id, isUnchanged, { set, add: { attempts: -1 }, remove: leaseNames });
  };

/**
 * Queues a job that waits for this signal. Dispatch it afterwards, or the sweeper will.
 * @throws RangeError where the name is reserved for operators.
 */
export const wake =
  <Job extends JobRecord>({ kind, nowMs, write, isOf, dueIn }: Machine<Job>) =>
  (id: string, signal: string) => {
    assertSignal(signal);
    const isWaiting = allOf(isOf('waiting'), equals(['waiting', 'for'], signal));
    const set = { status: kind.to.queued, ...dueIn(id, unconfirmedMs) };
    const setAt = [[['signals', signal], new Date(nowMs()).toISOString()]] as const;
    return write(id, isWaiting, { set, setAt, remove: ['waiting'] });
  };

/**
 * Remembers a signal for a job that does not wait for it yet: once it does, it goes on at once.
 * @throws RangeError where the name is reserved for operators.
 */
export const remember =
  <Job extends JobRecord>({ nowMs, write, isOf }: Machine<Job>) =>
  (id: string, signal: string) => {
    assertSignal(signal);
    const isElsewhere = allOf(
      isOf('queued', 'running', 'waiting'),
      attributeNotExists(['signals', signal]),
      compareSize('signals', '<', maxSignals),
      anyOf(attributeNotExists('waiting'), compare(['waiting', 'for'], '<>', signal)),
    );
    return write(id, isElsewhere, { setAt: [[['signals', signal], new Date(nowMs()).toISOString()]] });
  };

/** Queues a parked job, as it was read, again. It has all its attempts then, and so has its step. */
export const unpark =
  <Job extends JobRecord>({ kind, write, isOf, dueIn }: Machine<Job>) =>
  ({ id, version, step }: Job) => {
    const { parked } = kind.to;
    const isParked = allOf(
      equals('version', version),
      parked === undefined ? itemIsNew : allOf(isOf('waiting'), equals('status', parked)),
    );
    const set = { status: kind.to.queued, attempts: 0, ...dueIn(id, unconfirmedMs) };
    return write(id, isParked, {
      set: { ...set, ...(step && { step: { ...step, attempts: 0 } }) },
      remove: ['waiting'],
    });
  };

/** Whether a job has a holder who has to acknowledge that it is cancelled. */
const hasToAcknowledge = <Job extends JobRecord>({ kind, nowMs }: Machine<Job>, job: Job): boolean =>
  kind.cancel === 'acknowledged' &&
  sortOf(kind, job.status) === 'running' &&
  (job.leaseExpiresAtEpochMs ?? 0) >= nowMs();

/**
 * Cancels a job that is as it was read and has not ended. Either at once, and `own` is written with it; or, where its holder has
 * to acknowledge it, by a request, and `asked` is written with that.
 */
export const cancel =
  <Job extends JobRecord>(machine: Machine<Job>) =>
  (job: Job, own?: OwnChange<Job>, asked?: OwnChange<Job>) => {
    const { nowMs, write } = machine;
    if (!hasToAcknowledge(machine, job)) return cancelAtOnce(machine)(job, own);
    const set = { cancelRequestedAt: job.cancelRequestedAt ?? new Date(nowMs()).toISOString() };
    return write(job.id, equals('version', job.version), { set }, asked);
  };

/** Ends a job as cancelled that is as it was read and has not ended, whoever holds it. */
const cancelAtOnce =
  <Job extends JobRecord>({ kind, nowMs, write, isOpen, dueIn, owed }: Machine<Job>) =>
  (job: Job, own?: OwnChange<Job>) => {
    const status = kind.to.cancelled;
    const added = owed(status);
    const owes = added.length > 0 || Object.keys(job.owedEvents).length > 0;
    // Its worker may be storing something just now: the sweeper deletes that later.
    const after = afterEnd(kind, { ...job, status }, new Date(nowMs()));
    const { set, remove } = owes ? { set: dueIn(job.id, confirmationMs), remove: [] } : after;
    const gone = [...leaseNames, 'waiting', 'notBeforeEpochMs', ...remove];
    const isOpenAsRead = allOf(equals('version', job.version), isOpen);
    return write(job.id, isOpenAsRead, { set: { status, ...set }, setAt: added, remove: gone }, own);
  };

/**
 * Marks a job as deleted: it is hidden from readers and taken from its holder, whose next write is refused, and its events
 * are dropped. It is due for removal when no attempt can be storing anything for it any more: late, if it was ever claimed, also
 * where its end took the lease away. One that was not claimed when it was read must still be unclaimed. `asRead`: refused
 * where the job has changed since.
 */
export const markDeleted =
  <Job extends JobRecord>({ kind, nowMs, write, dueAt }: Machine<Job>) =>
  ({ id, version, leaseToken }: Job, asRead = false) => {
    const atMs = nowMs();
    const wasClaimed = leaseToken > 0;
    const dueMs = wasClaimed ? quietFromEpochMs(kind, atMs) : atMs + confirmationMs;
    const isClaimedAsRead = compare('leaseToken', wasClaimed ? '>' : '=', 0);
    const isMarkable = asRead ? allOf(isClaimedAsRead, equals('version', version)) : isClaimedAsRead;
    return write(id, isMarkable, {
      set: { deletingAt: new Date(atMs).toISOString(), owedEvents: {}, ...dueAt(id, dueMs) },
    });
  };

/** Cancels a job, as it was read, whose holder is gone and so will never acknowledge it. */
export const abandon = <Job extends JobRecord>(machine: Machine<Job>) => {
  const cancelling = cancelAtOnce(machine);
  return (job: Job) => {
    const transition = cancelling(job);
    return { ...transition, condition: allOf(transition.condition, attributeExists('cancelRequestedAt')) };
  };
};
