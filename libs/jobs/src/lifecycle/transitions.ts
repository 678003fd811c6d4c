import type { JobRecord } from '@snapinfra/platform';
import * as holder from './holder-transitions.ts';
import * as outside from './outside-transitions.ts';
import { createMachine, type TransitionRules, type TransitionsDeps } from './transition.ts';

export type Transitions<Job extends JobRecord> = ReturnType<typeof createTransitions<Job>>;

/**
 * The state machine of a kind, as the transitions that there are. Nothing is written here.
 *
 *     queued ──claim──▶ running ──end, fail, acknowledgeCancel─▶ ended
 *       ▲  ▲               │ │ renew, beginStep, endStep: it stays running
 *       │  └────requeue────┤ │ (its lease is over: claim again)
 *       │     expireStep   │ └─giveUp, exhaust, expireStep─▶ ended, or parked: it waits for an operator
 *       └────wake, unpark──┴─wait─▶ waiting
 *
 * `cancel` ends what is queued or waiting; a running job too, unless its holder has to acknowledge it first. `exhaust` ends
 * or parks what has no attempt left and no holder. `markDeleted` leaves any status as it is: no other transition is written
 * then.
 */
export const createTransitions = <Job extends JobRecord>(kind: TransitionRules<Job>, deps: TransitionsDeps) => {
  const machine = createMachine(kind, deps);
  return {
    claim: holder.claim(machine),
    renew: holder.renew(machine),
    beginStep: holder.beginStep(machine),
    endStep: holder.endStep(machine),
    end: holder.end(machine),
    fail: holder.fail(machine),
    acknowledgeCancel: holder.acknowledgeCancel(machine),
    giveUp: holder.giveUp(machine),
    requeue: holder.requeue(machine),
    wait: holder.wait(machine),
    exhaust: outside.exhaust(machine),
    expireStep: outside.expireStep(machine),
    wake: outside.wake(machine),
    remember: outside.remember(machine),
    unpark: outside.unpark(machine),
    cancel: outside.cancel(machine),
    abandon: outside.abandon(machine),
    markDeleted: outside.markDeleted(machine),
  };
};
