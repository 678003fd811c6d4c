import {
  createNotifier,
  createQueueProducer,
  type AwsClients,
  type Notifier,
  type QueueProducer,
} from '@snapinfra/aws-clients';
import type { AnyMessageDefinition, MessageOf } from '@snapinfra/contracts';
import { sharedJobsTable, type ApiEnv, type JobRecord, type OutboxTableKey } from '@snapinfra/platform';
import type { JobKind, JobSort } from '../lifecycle/job-kind.ts';
import type { JobTable } from './job-table.ts';

/** A variable of the gateway that has the URL of a queue. */
export type JobQueue = keyof ApiEnv & `SQS_${string}`;

/** The table, queue and topic of a kind, with the schemas of its records, messages and events. */
export interface JobWiring<
  Job extends JobRecord,
  Message extends AnyMessageDefinition,
  Event extends AnyMessageDefinition,
> {
  /** Made by `jobTable`. */
  readonly table: JobTable<Job>;
  /** The variable that the gateway has the URL of the queue in. Kinds whose work is done by one app share its queue. */
  readonly queue: JobQueue;
  /** The versions of the message that workers read, and the one that the gateway writes. */
  readonly messages: { readonly read: readonly Message[]; readonly written: Message };
  /** All events that `eventOf` may give. */
  readonly events: readonly Event[];
}

type StatusOf<Statuses, Sort extends JobSort> = {
  [Status in keyof Statuses]: Statuses[Status] extends Sort ? Status : never;
}[keyof Statuses] &
  string;

/** The statuses of a kind, and the rules that name them. A name that is no status of the right sort does not compile. */
export interface StatusRules<Statuses> {
  readonly statuses: Statuses;
  readonly to: {
    readonly queued: StatusOf<Statuses, 'queued'>;
    readonly running: StatusOf<Statuses, 'running'>;
    readonly failed: StatusOf<Statuses, 'ended'>;
    readonly cancelled: StatusOf<Statuses, 'ended'>;
    readonly parked?: StatusOf<Statuses, 'waiting'>;
  };
  readonly owes: { readonly [Status in StatusOf<Statuses, 'waiting' | 'ended'>]?: readonly string[] };
}

/** A kind, with the id of the job that a message is for. */
export interface AddressedKind<Job extends JobRecord, Message, Event> extends JobKind<Job, Message, Event> {
  readonly jobIdOf: (message: Message) => string;
}

/** A kind with its wiring: all that an app needs to open what jobs of the kind are made with. */
export interface JobDefinition<Job extends JobRecord, Message, Event> extends AddressedKind<Job, Message, Event> {
  readonly queue: JobQueue;
  readonly tableKey: OutboxTableKey;
  readonly messages: { readonly read: readonly AnyMessageDefinition[]; readonly written: AnyMessageDefinition };
  readonly events: readonly AnyMessageDefinition[];
  /** Whether a message is for jobs of this kind. It has been validated. */
  readonly isMessage: (message: unknown) => message is Message;
  readonly openTable: JobTable<Job>['open'];
  readonly openProducer: (clients: Pick<AwsClients, 'sqs'>, queueUrl: string) => QueueProducer<Message>;
  readonly openNotifier: (clients: Pick<AwsClients, 'sns'>, topicArn: string) => Notifier<Event>;
}

/** Defines a kind of job: first its wiring, whose schemas type the functions of the rest. */
export const defineJob =
  <Job extends JobRecord, Message extends AnyMessageDefinition, Event extends AnyMessageDefinition>({
    table,
    queue,
    messages,
    events,
  }: JobWiring<Job, Message, Event>) =>
  <const Statuses extends Readonly<Record<Job['status'], JobSort>>>(
    kind: Omit<AddressedKind<Job, MessageOf<Message>, MessageOf<Event>>, 'outbox' | keyof StatusRules<Statuses>> &
      StatusRules<Statuses>,
  ): Omit<JobDefinition<Job, MessageOf<Message>, MessageOf<Event>>, keyof StatusRules<Statuses>> &
    StatusRules<Statuses> => ({
    ...kind,
    ...{ queue, messages, events, tableKey: table.key },
    outbox: table.key === sharedJobsTable ? kind.name : undefined,
    isMessage: (message): message is MessageOf<Message> =>
      typeof message === 'object' &&
      message !== null &&
      messages.read.some(({ type }) => 'type' in message && message.type === type),
    openTable: table.open,
    openProducer: ({ sqs }, queueUrl) => createQueueProducer({ sqs, queueUrl, messages: [messages.written] }),
    openNotifier: ({ sns }, topicArn) => createNotifier({ sns, topicArn, events }),
  });
