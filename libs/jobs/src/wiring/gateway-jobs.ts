import type { AwsClients, Table } from '@snapinfra/aws-clients';
import type { ApiEnv, JobRecord, Telemetry } from '@snapinfra/platform';
import { createDueSweep, type DueSweep, type DueSweepDeps } from '../due/due-sweep.ts';
import { createAftermath } from '../lifecycle/aftermath.ts';
import { createCancelJob, type CancelJob } from '../lifecycle/cancel-job.ts';
import { createConfirmPublished } from '../lifecycle/confirm-published.ts';
import { createDispatchJob, type DispatchJob } from '../lifecycle/dispatch-job.ts';
import { sortOf } from '../lifecycle/job-kind.ts';
import { newJob } from '../lifecycle/new-job.ts';
import { createFinishRemoval, createRemoveJob, type RemoveJob } from '../lifecycle/remove-job.ts';
import { createSignalJob, type Signalling } from '../lifecycle/signal-job.ts';
import { createSweepJob } from '../lifecycle/sweep-job.ts';
import type { Transition, TransitionsDeps } from '../lifecycle/transition.ts';
import { createTransitions, type Transitions } from '../lifecycle/transitions.ts';
import { writeTransition, type Written } from '../lifecycle/write-transition.ts';
import type { JobDefinition, JobQueue } from './define-job.ts';
import { openJobResources, type JobClients, type JobResourcesDeps } from './job-resources.ts';

export interface GatewayJobsDeps<Job extends JobRecord, Event>
  extends Pick<TransitionsDeps, 'clock' | 'newId'>, Pick<DueSweepDeps, 'onError'>, JobResourcesDeps<Job, Event> {
  readonly env: JobClients['env'] & Pick<ApiEnv, JobQueue>;
  readonly clients: JobClients['clients'] & Pick<AwsClients, 'sqs'>;
  /**
   * Removes all that lies beside the record of a deleted job; may be repeated. The record goes last. Default: deletes the
   * objects of all attempts, as the kind's `leftoverPrefixes` names those of a failed job.
   */
  readonly removeContents?: (job: Job) => Promise<void>;
  /** Default: nothing is recorded. */
  readonly telemetry?: Telemetry;
}

/**
 * Writes of a job by itself: for sweeps, claims and tools. A request of the gateway writes the same as `transitions`, through the
 * one commit that demands its caller's right.
 */
export interface LoneWrites<Job extends JobRecord> {
  /** Gives a signal, and dispatches the job that it wakes. */
  signal(id: string, signal: string): Promise<Signalling<Job>>;
  /** Cancels a job, at once or by its worker as the kind says. */
  readonly cancel: CancelJob<Job>;
  /** Deletes a job: marks it as deleted, and the sweeper removes it when no attempt can be storing anything for it. */
  readonly remove: RemoveJob<Job>;
  /** Writes one of the transitions, and dispatches the job that it queued. */
  write(transition: Transition<Job>): Promise<Written<Job>>;
}

/** The gateway's side of a kind of job. */
export interface GatewayJobs<Job extends JobRecord> {
  readonly table: Omit<Table<Job>, 'put' | 'update' | 'delete' | 'batchDelete'>;
  /**
   * The mechanism's members of a new record. Write the record, and `dispatch` it behind the answer. `id` is that of a job below
   * a project; default: a new one.
   */
  newJob(id?: string): ReturnType<typeof newJob>;
  /**
   * Sends the message of a queued job. Rejects if the queue is down: then the sweeper sends the message, as it does where this is
   * never called.
   */
  readonly dispatch: DispatchJob<Job>;
  /** Changes as values, to be written by `toTransactionItem` in a transaction of the caller's. */
  readonly transitions: Pick<Transitions<Job>, 'cancel' | 'wake' | 'remember' | 'unpark' | 'markDeleted'>;
  readonly alone: LoneWrites<Job>;
  /** All that the sweeper does for jobs of the kind: belongs among the sweeps of the process. */
  readonly sweep: DueSweep;
}

/** Dispatches a job where a write has queued it. A message that can't be sent is left to the sweeper. */
const createDispatchQueued =
  <Job extends JobRecord>(
    kind: Parameters<typeof sortOf>[0] & { readonly name: string },
    dispatch: DispatchJob<Job>,
    onError: DueSweepDeps['onError'],
  ) =>
  async (job: Job): Promise<void> => {
    if (sortOf(kind, job.status) !== 'queued') return;
    try {
      await dispatch(job);
    } catch (error) {
      onError(`the message of a ${kind.name} was not sent: the sweeper will send it`, error);
    }
  };

/** Wires the gateway's side of a kind: requests, signals, changes, and its sweep. */
export const createGatewayJobs = <Job extends JobRecord, Message, Event>(
  deps: GatewayJobsDeps<Job, Event>,
  kind: JobDefinition<Job, Message, Event>,
): GatewayJobs<Job> => {
  const { clock, newId, env, clients, onError, telemetry, removeContents } = deps;
  const { table, objects, notifier } = openJobResources(deps, kind);
  const shared = { kind, table, clock };
  const transitions = createTransitions(kind, { clock, newId });
  const dispatch = createDispatchJob({ ...shared, producer: kind.openProducer(clients, env[kind.queue]) });
  const dispatchQueued = createDispatchQueued(kind, dispatch, onError);
  const signalJob = createSignalJob({ kind, table, transitions });
  const confirmPublished = createConfirmPublished(shared);
  const aftermath = createAftermath({ kind, objects, notifier, confirmPublished });
  const remove = createFinishRemoval({ kind, table, aftermath, removeContents });
  const sweepJob = createSweepJob({ ...shared, telemetry, transitions, aftermath, dispatch, remove });
  return {
    table,
    newJob: (id = newId()) => newJob(kind, id, clock()),
    dispatch,
    transitions,
    alone: {
      signal: async (id, signal) => {
        const given = await signalJob(id, signal);
        if (given.kind === 'woken') await dispatchQueued(given.record);
        return given;
      },
      cancel: createCancelJob({ kind, table, transitions }),
      remove: createRemoveJob({ table, transitions }),
      write: async (transition) => {
        const written = await writeTransition(table, transition);
        if (written.kind === 'written') await dispatchQueued(written.record);
        return written;
      },
    },
    sweep: createDueSweep({ clock, onError, outbox: kind.outbox }, table, sweepJob),
  };
};
