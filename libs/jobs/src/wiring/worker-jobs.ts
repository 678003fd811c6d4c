import type { MessageHandler, QueueConsumerOptions } from '@snapinfra/aws-clients';
import type { AnyMessageDefinition, MessageOf } from '@snapinfra/contracts';
import type { JobRecord, Telemetry } from '@snapinfra/platform';
import { createAftermath } from '../lifecycle/aftermath.ts';
import type { JobLog } from '../lifecycle/attempt.ts';
import { createJobWriter, type JobWriter } from '../lifecycle/job-writer.ts';
import { createRunJob, type JobWork } from '../lifecycle/run-job.ts';
import type { TransitionsDeps } from '../lifecycle/transition.ts';
import { createWorkerAftermath } from '../lifecycle/worker-aftermath.ts';
import type { JobDefinition } from './define-job.ts';
import { openJobResources, type JobResourcesDeps } from './job-resources.ts';

export interface WorkerJobsDeps<Job extends JobRecord, Event> extends TransitionsDeps, JobResourcesDeps<Job, Event> {
  /** Names this process in the lease, for people who look. */
  readonly instance: string;
  /** Each attempt logs to a child that has the ids of job, request and message. */
  readonly log: { child(fields: Readonly<Record<string, string>>): JobLog };
  /** Default: nothing is recorded. */
  readonly telemetry?: Telemetry;
}

/** Messages, and their handler. */
export interface WorkerJobs {
  readonly messages: readonly AnyMessageDefinition[];
  readonly handle: MessageHandler<MessageOf<AnyMessageDefinition>>;
}

/** Wires the worker's side of a kind: claims, keeps the lease, works, settles, publishes and clears up. */
export const createWorkerJobs = <Job extends JobRecord, Message extends MessageOf<AnyMessageDefinition>, Event>(
  deps: WorkerJobsDeps<Job, Event>,
  kind: JobDefinition<Job, Message, Event>,
  createWork: (jobs: JobWriter<Job>) => JobWork<Job>,
): WorkerJobs => {
  const { clock, newId, instance, leaseMs, telemetry } = deps;
  const { table, objects, notifier } = openJobResources(deps, kind);
  const jobs = createJobWriter({ kind, table, clock, newId, instance, leaseMs });
  const aftermath = createAftermath({ kind, objects, notifier, confirmPublished: jobs.confirmPublished });
  const runJob = createRunJob({
    ...{ kind, jobs, clock, telemetry, timeoutMs: kind.attemptMs },
    work: createWork(jobs),
    aftermath: createWorkerAftermath({ kind, aftermath }),
  });
  return {
    messages: kind.messages.read,
    handle: async (message, { messageId, signal, traceparent }) => {
      if (!kind.isMessage(message)) throw new Error(`A message was read that is for no ${kind.name}.`);
      const id = kind.jobIdOf(message);
      const log = deps.log.child({ [`${kind.name}Id`]: id, correlationId: message.correlationId, messageId });
      return runJob(id, { log, signal, traceparent });
    },
  };
};

/** The options of a consumer that takes the messages of several kinds from one queue. It reads no others. */
export const routeMessages = (
  kinds: readonly WorkerJobs[],
): Pick<QueueConsumerOptions<AnyMessageDefinition>, 'messages' | 'handler'> => ({
  messages: kinds.flatMap(({ messages }) => messages),
  handler: (message, context) => {
    const isOf = ({ type }: AnyMessageDefinition) => 'type' in message && message.type === type;
    const found = kinds.find(({ messages }) => messages.some(isOf));
    if (!found) throw new Error('A message was read that no kind of job takes.');
    return found.handle(message, context);
  },
});
