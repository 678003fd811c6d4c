import {
  createObjectStore,
  type AwsClients,
  type Notifier,
  type ObjectStore,
  type Table,
} from '@snapinfra/aws-clients';
import type { ApiEnv, JobRecord } from '@snapinfra/platform';
import type { JobDefinition } from './define-job.ts';

export interface JobClients {
  /** Every app has these variables. */
  readonly env: Pick<ApiEnv, 'DYNAMODB_TABLE_PREFIX' | 'S3_BUCKET_NAME' | 'SNS_DEPLOYMENT_NOTIFICATIONS'>;
  readonly clients: Pick<AwsClients, 'dynamo' | 's3' | 'sns'>;
}

export interface JobResources<Job extends JobRecord, Event> {
  readonly table: Table<Job>;
  /** Attempts may leave objects behind: they are deleted here. */
  readonly objects: Pick<ObjectStore, 'deletePrefix'>;
  readonly notifier: Notifier<Event>;
}

export interface JobResourcesDeps<Job extends JobRecord, Event> extends JobClients {
  /** Used instead of those that the environment names. */
  readonly resources?: Partial<JobResources<Job, Event>>;
}

/** Opens what jobs of a kind need in every app. Nothing is sent before something is asked for. */
export const openJobResources = <Job extends JobRecord, Message, Event>(
  { env, clients, resources }: JobResourcesDeps<Job, Event>,
  kind: JobDefinition<Job, Message, Event>,
): JobResources<Job, Event> => ({
  table: kind.openTable(clients, env.DYNAMODB_TABLE_PREFIX),
  objects: createObjectStore({ s3: clients.s3, bucket: env.S3_BUCKET_NAME }),
  notifier: kind.openNotifier(clients, env.SNS_DEPLOYMENT_NOTIFICATIONS),
  ...resources,
});
