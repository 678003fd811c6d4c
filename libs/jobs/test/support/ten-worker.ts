import { createQueueConsumer, type QueueConsumer } from '@snapinfra/aws-clients';
import type { CodegenWorkerEnv } from '@snapinfra/platform';
import { createWorkerJobs, routeMessages, type WorkerJobsDeps } from '../../src/index.ts';
import { silentLog } from './attempts.ts';
import { createCountToTen } from './count-to-ten.ts';
import { tenJob, type TenRecord } from './ten-job.ts';

interface TenWorkerDeps extends Pick<WorkerJobsDeps<TenRecord, never>, 'clock' | 'newId'> {
  readonly env: CodegenWorkerEnv;
  readonly clients: WorkerJobsDeps<TenRecord, never>['clients'] &
    Pick<Parameters<typeof createQueueConsumer>[0], 'sqs'>;
}

/** A worker of the kind that counts to ten. Apps have `buildWorker`, which takes the kinds of their `routes.ts`. */
export const buildTenWorker = (deps: TenWorkerDeps): QueueConsumer => {
  const log = { child: () => silentLog };
  return createQueueConsumer({
    sqs: deps.clients.sqs,
    queueUrl: deps.env.SQS_CODE_GENERATION_QUEUE,
    ...routeMessages([createWorkerJobs({ ...deps, log, instance: 'test' }, tenJob, createCountToTen)]),
  });
};
