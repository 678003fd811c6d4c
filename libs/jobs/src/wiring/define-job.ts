import type { AnyMessageDefinition, MessageOf } from '@snapinfra/contracts';
import { sharedJobsTable, type JobRecord, type TableKey } from '@snapinfra/platform';
import type { Static, TSchema } from 'typebox';
import type { JobKind } from '../lifecycle/job-kind.ts';
import type { JobsEnv } from './job-resources.ts';

/** Where jobs of a kind are kept, and the schemas of what they store, send and publish. */
export interface JobWiring<
  Schema extends TSchema,
  Message extends AnyMessageDefinition,
  Event extends AnyMessageDefinition,
> {
  /** A table of its own, or `jobs`: there kinds are side by side, without indexes by user and by project. */
  readonly table: TableKey;
  /** Of the record: `Type.Object` with `jobMembers` and the kind's own. */
  readonly record: Schema;
  /** The variable that has the URL of the queue. Kinds whose work is done by one app share its queue. */
  readonly queue: keyof JobsEnv & `SQS_${string}`;
  /** The versions of the message that workers read, and the one that the gateway writes. */
  readonly messages: { readonly read: readonly Message[]; readonly written: Message };
  /** All events that `eventOf` may give. */
  readonly events: readonly Event[];
}

/** What is particular to a kind, and how the job is found that a message is for. */
export interface AddressedKind<Job extends JobRecord, Message, Event> extends JobKind<Job, Message, Event> {
  /** The id of the job that a message is for. */
  readonly jobIdOf: (message: Message) => string;
}

/** A kind with its wiring: all that an app needs to open what jobs of the kind are made with. */
export interface JobDefinition<Job extends JobRecord, Message, Event>
  extends AddressedKind<Job, Message, Event>, JobWiring<TSchema, AnyMessageDefinition, AnyMessageDefinition> {}

type RecordOf<Schema extends TSchema> = Extract<Static<Schema>, JobRecord>;

/** Defines a kind of job: first its wiring, whose schemas type the functions of the rest. */
export const defineJob =
  <Schema extends TSchema, Message extends AnyMessageDefinition, Event extends AnyMessageDefinition>(
    wiring: JobWiring<Schema, Message, Event>,
  ) =>
  (
    kind: Omit<AddressedKind<RecordOf<Schema>, MessageOf<Message>, MessageOf<Event>>, 'outbox'>,
  ): JobDefinition<RecordOf<Schema>, MessageOf<Message>, MessageOf<Event>> => ({
    ...wiring,
    ...kind,
    outbox: wiring.table === sharedJobsTable ? kind.name : undefined,
  });
