import { randomBytes } from 'node:crypto';
import { createAwsClients, type AwsClients, type AwsClientsOptions } from '@snapinfra/aws-clients';
import { afterAll, inject } from 'vitest';
import type { BackendName } from './backends/backend.types.ts';
import { askForStage } from './backends/stage-server.ts';

/** Names of a stage's resources. */
export interface BackendResources {
  readonly tablePrefix: string;
  readonly bucket: string;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly topicArn: string;
}

/** A backend with a separate stage for this test file. */
export interface Backend {
  readonly name: BackendName;
  /** The environment for apps: endpoints, credentials, region and the names of the stage's resources. */
  readonly env: Readonly<Record<string, string>>;
  readonly resources: BackendResources;
  /**
   * Clients for this backend, closed after the file's tests. `endpoints` overrides the endpoints, for example by a
   * proxy.
   */
  readonly clients: (options?: Pick<AwsClientsOptions, 'endpoints' | 'maxAttempts'>) => AwsClients;
  /** The endpoint of each service, for proxies. */
  readonly endpoints: Readonly<Record<'dynamodb' | 's3' | 'sqs' | 'sns', string>>;
  /**
   * Empty if this backend supports a test, otherwise the reason to append to the test's name:
   * `const gap = backend.gap({ 'local-aws': 'no …' }); it.skipIf(gap)(`does something${gap}`, …)`.
   */
  readonly gap: (gaps: Partial<Record<BackendName, string>>) => string;
}

/** A unique name for a stage. */
const freshStage = (): string => `t${randomBytes(6).toString('hex')}`;

/**
 * The current backend, with a new stage. Call it once at the top of a test file:
 * `const backend = await useBackend();`
 */
export const useBackend = async (): Promise<Backend> => {
  const { name, stageServerUrl } = inject('backend');
  const env = await askForStage(stageServerUrl, freshStage());
  const variable = (key: string): string => {
    const value = env[key];
    if (value === undefined) throw new Error(`The backend ${name} did not provide ${key}`);
    return value;
  };
  const aws = variable('AWS_ENDPOINT_URL');
  const endpoints = { dynamodb: env['AWS_ENDPOINT_URL_DYNAMODB'] ?? aws, s3: aws, sqs: aws, sns: aws };
  const credentials = {
    accessKeyId: variable('AWS_ACCESS_KEY_ID'),
    secretAccessKey: variable('AWS_SECRET_ACCESS_KEY'),
  };
  const made: AwsClients[] = [];
  afterAll(() => made.forEach((clients) => clients.destroy()));
  return {
    name,
    env,
    endpoints,
    resources: {
      tablePrefix: variable('DYNAMODB_TABLE_PREFIX'),
      bucket: variable('S3_BUCKET_NAME'),
      queueUrl: variable('SQS_CODE_GENERATION_QUEUE'),
      deadLetterQueueUrl: variable('SQS_CODE_GENERATION_DLQ'),
      topicArn: variable('SNS_DEPLOYMENT_NOTIFICATIONS'),
    },
    clients: (options = {}) => {
      const clients = createAwsClients({
        region: variable('AWS_REGION'),
        credentials,
        ...options,
        endpoints: { ...endpoints, ...options.endpoints },
      });
      made.push(clients);
      return clients;
    },
    gap: (gaps) => (gaps[name] === undefined ? '' : ` (skipped on ${name}: ${gaps[name]})`),
  };
};
