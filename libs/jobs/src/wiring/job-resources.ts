import {
  createNotifier,
  createObjectStore,
  createTable,
  type AwsClients,
  type Notifier,
  type ObjectStore,
  type Table,
} from '@snapinfra/aws-clients';
import { tableNames, tables, type ApiEnv, type CodegenWorkerEnv, type JobRecord } from '@snapinfra/platform';
import type { JobDefinition } from './define-job.ts';

/** The variables that jobs are wired by: the apps that have jobs share them. */
export type JobsEnv = Pick<ApiEnv, keyof ApiEnv & keyof CodegenWorkerEnv>;

export interface JobClients {
  readonly env: Pick<JobsEnv, 'DYNAMODB_TABLE_PREFIX' | 'S3_BUCKET_NAME' | 'SNS_DEPLOYMENT_NOTIFICATIONS'>;
  readonly clients: Pick<AwsClients, 'dynamo' | 's3' | 'sns'>;
}

export interface JobResources<Job extends JobRecord, Event> {
  readonly table: Table<Job>;
  /** Attempts may leave objects behind: they are deleted here. */
  readonly objects: Pick<ObjectStore, 'deletePrefix'>;
  readonly notifier: Notifier<Event>;
}

/** Opens what jobs of a kind need in every app. Nothing is sent before something is asked for. */
export const openJobResources = <Job extends JobRecord, Message, Event>(
  { env, clients }: JobClients,
  kind: JobDefinition<Job, Message, Event>,
): JobResources<Job, Event> => {
  const { dynamo, s3, sns } = clients;
  const tableName = tableNames(env.DYNAMODB_TABLE_PREFIX)[kind.table];
  const indexes = tables.find(({ key }) => key === kind.table)?.indexes ?? [];
  return {
    table: createTable({ dynamo, tableName, schema: kind.record, indexes }) as Table<Job>,
    objects: createObjectStore({ s3, bucket: env.S3_BUCKET_NAME }),
    notifier: createNotifier({
      sns,
      topicArn: env.SNS_DEPLOYMENT_NOTIFICATIONS,
      events: kind.events,
    }) as Notifier<Event>,
  };
};
