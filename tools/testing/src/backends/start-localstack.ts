import { stackTemplates, stageEnv } from '@snapinfra/local-aws';
import { LocalstackContainer } from '@testcontainers/localstack';
import type Docker from 'dockerode';
import type { RunningBackend } from './backend.types.ts';
import { createStackDeployer } from './deploy-stack.ts';
import { hasImage } from './docker-engine.ts';
import type { LocalStackSource } from './find-localstack.ts';

const account = '000000000000';
const region = 'us-east-1';
/** LocalStack's default credentials, used to check presigned URLs. */
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const edgePort = 4566;
/** The image of testcontainers' cleanup container; if it does not exist locally, our own teardown has to suffice. */
const ryukImage = 'testcontainers/ryuk:0.14.0';

type FoundLocalStack = Exclude<LocalStackSource, { kind: 'none' }>;

/** Starts LocalStack in a container, or uses a running one, which is not stopped. */
export const openLocalStack = async (
  source: FoundLocalStack,
): Promise<{ readonly endpoint: string; readonly stop: () => Promise<void> }> =>
  source.kind === 'running'
    ? { endpoint: source.endpoint, stop: async () => undefined }
    : startContainer(source.image, source.engine);

/** LocalStack as a backend, which deploys stages through CloudFormation. */
export const startLocalStack = async (source: FoundLocalStack): Promise<RunningBackend> => {
  const { endpoint, stop } = await openLocalStack(source);
  const deploy = createStackDeployer({ endpoint, region, credentials });
  return {
    name: 'localstack',
    provision: async (stage) => {
      const templates = await stackTemplates({ stage, account, region });
      await Promise.all(templates.map(deploy));
      return {
        AWS_ENDPOINT_URL: endpoint,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        ...stageEnv({ stage, account, region, sqsEndpoint: endpoint }),
      };
    },
    stop,
  };
};

const startContainer = async (image: string, engine: Docker) => {
  if (process.env['TESTCONTAINERS_RYUK_DISABLED'] === undefined && !(await hasImage(engine, ryukImage))) {
    process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true';
  }
  const container = await new LocalstackContainer(image)
    .withEnvironment({
      SERVICES: 'cloudformation,dynamodb,s3,sqs,sns,iam,sts',
      // Check presigned URLs like AWS does.
      S3_SKIP_SIGNATURE_VALIDATION: '0',
      // Creates the tables of a stage in one second instead of five.
      DYNAMODB_IN_MEMORY: '1',
      DISABLE_EVENTS: '1',
      SKIP_SSL_CERT_DOWNLOAD: '1',
    })
    // Only for a hanging container: a busy machine may take a minute.
    .withStartupTimeout(300_000)
    .start();
  return {
    // An IP literal makes the SDK address buckets by path.
    endpoint: `http://127.0.0.1:${container.getMappedPort(edgePort)}`,
    stop: async () => void (await container.stop({ timeout: 0 })),
  };
};
