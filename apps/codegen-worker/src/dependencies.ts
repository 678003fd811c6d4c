import { hostname } from 'node:os';
import {
  createAwsClients,
  createDependencyProbes,
  createDocumentStore,
  createObjectStore,
} from '@snapinfra/aws-clients';
import { quietTelemetry, tableNames, type CodegenWorkerEnv } from '@snapinfra/platform';
import { pino } from 'pino';
import { ulid } from 'ulid';
import { createCompleteGeneration } from './code-generations/complete-generation.ts';
import { createGenerationInput } from './code-generations/generation-input.ts';
import { generateInThread } from './code-generations/generate-in-thread.ts';

export type Dependencies = ReturnType<typeof createDependencies>;

/** The composition root: everything that the worker is made of, from its environment. */
export const createDependencies = (env: CodegenWorkerEnv) => {
  const log = pino({ level: env.LOG_LEVEL, base: { app: 'codegen-worker', stage: env.STAGE } });
  const clients = createAwsClients({ region: env.AWS_REGION });
  const tables = tableNames(env.DYNAMODB_TABLE_PREFIX);
  const objects = createObjectStore({ s3: clients.s3, bucket: env.S3_BUCKET_NAME });
  const documents = createDocumentStore({ objectStore: objects });
  const [clock, newId] = [() => new Date(), () => ulid()];
  return {
    env,
    log,
    clients,
    objects,
    ...{ clock, newId },
    instance: `${hostname()}/${process.pid}`,
    telemetry: quietTelemetry,
    generate: generateInThread,
    complete: createCompleteGeneration({
      dynamo: clients.dynamo,
      tableName: tables['code-generations'],
      ...{ documents, clock, newId },
    }),
    input: createGenerationInput({ dynamo: clients.dynamo, tables, documents }),
    probes: createDependencyProbes({
      clients,
      tableName: tables['code-generations'],
      bucket: env.S3_BUCKET_NAME,
      queueUrl: env.SQS_CODE_GENERATION_QUEUE,
      topicArn: env.SNS_DEPLOYMENT_NOTIFICATIONS,
    }),
  };
};
