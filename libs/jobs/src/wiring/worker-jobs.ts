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
import { openJobResources, type JobClients, type JobResources } from './job-resources.ts';

/** What is given of the resources takes the place of what the environment names. */
export interface WorkerJobsDeps<Job extends JobRecord, Event>
  extends JobClients, TransitionsDeps, Partial<JobResources<Job, Event>> {
  /** Names this process in the lease, for people who look. */
  readonly instance: string;
  /** Each attempt logs to a child that has the ids of job, request and message. */
  readonly log: { child(fields: Readonly<Record<string, string>>): JobLog };
  /** Default: nothing is recorded. */
  readonly telemetry?: Telemetry;
  /** Default: a writer with what all kinds can do. */
  readonly jobs?: JobWriter<Job>;
}

/** Messages, and what a worker does with them. */
export interface WorkerJobs {
  readonly messages: readonly AnyMessageDefinition[];
  readonly handle: MessageHandler<MessageOf<AnyMessageDefinition>>;
}

/** Wires the worker's side of a kind: claims, keeps the lease, works, settles, publishes and clears up. */
export const createWorkerJobs = <Job extends JobRecord, Message, Event>(
  deps: WorkerJobsDeps<Job, Event>,
  kind: JobDefinition<Job, Message, Event>,
  createWork: (jobs: JobWriter<Job>) => JobWork<Job>,
): WorkerJobs => {
  const { table, objects, notifier } = { ...openJobResources(deps, kind), ...deps };
  const jobs = deps.jobs ?? createJobWriter({ ...deps, kind, table });
  const aftermath = createAftermath({ kind, objects, notifier, confirmPublished: jobs.confirmPublished });
  const runJob = createRunJob({
    ...deps,
    ...{ kind, jobs, work: createWork(jobs), timeoutMs: kind.attemptMs },
    aftermath: createWorkerAftermath({ kind, aftermath }),
  });
  return {
    messages: kind.messages.read,
    handle: (message, { messageId, signal, traceparent }) => {
      const id = kind.jobIdOf(message as Message);
      const { correlationId } = message as { readonly correlationId: string };
      const log = deps.log.child({ [`${kind.name}Id`]: id, correlationId, messageId });
      return runJob(id, { log, signal, traceparent });
    },
  };
};

/** What a consumer needs to take the messages of several kinds from one queue. It reads no others. */
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
