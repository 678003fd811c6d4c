import { createWorkerJobs } from '@snapinfra/jobs';
import { codeGenerationJob } from '@snapinfra/jobs/kinds/code-generation';
import { codegenWorkerEnv, readEnv } from '@snapinfra/platform';
import { expect, it } from 'vitest';
import { createDependencies } from './dependencies.ts';

const env = readEnv(codegenWorkerEnv, {
  DYNAMODB_TABLE_PREFIX: 'snapinfra-test-',
  S3_BUCKET_NAME: 'snapinfra-test',
  SQS_CODE_GENERATION_QUEUE: 'http://127.0.0.1/queue',
  SNS_DEPLOYMENT_NOTIFICATIONS: 'arn:aws:sns:us-east-1:000000000000:test',
  CODEGEN_LEASE_SECONDS: '3',
  LOG_LEVEL: 'silent',
});

it('the lease of code generations is not that of the other kinds of the worker', () => {
  const deps = createDependencies(env);
  const leases: number[] = [];
  createWorkerJobs(deps, { ...codeGenerationJob, name: 'other', leaseMs: 7_000 }, ({ leaseMs }) => {
    leases.push(leaseMs);
    return () => Promise.reject(new Error('nobody works'));
  });
  deps.clients.destroy();
  expect(leases).toEqual([7_000]);
});
