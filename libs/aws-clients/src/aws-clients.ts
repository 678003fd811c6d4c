import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { errorTranslation } from './error-translation.ts';
import type { AwsDependency } from './errors.ts';

/**
 * Endpoints and credentials are for tests that share a process; apps configure them by the SDK's environment variables.
 */
export interface AwsClientsOptions {
  readonly region?: string;
  readonly endpoint?: string;
  readonly endpoints?: Partial<Record<AwsDependency, string>>;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Attempts per call, including the first. Default 3, which takes about a second of backoff. */
  readonly maxAttempts?: number;
}

export interface AwsClients {
  readonly dynamo: DynamoDBDocumentClient;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  /** Closes all connections. */
  readonly destroy: () => void;
}

/** Time to connect, and time until a response begins. */
const connectionTimeoutMs = 1_000;
const answerTimeoutMs: Record<AwsDependency, number> = { dynamodb: 5_000, s3: 5_000, sqs: 5_000, sns: 5_000 };
/** Longest time without data within a response; the whole stream may take longer. */
const silenceTimeoutMs = 30_000;

/**
 * Creates the SDK clients, with timeouts, retries and keep-alive. Calls reject with a
 * {@link DependencyUnavailableError} if the service is unavailable.
 */
export const createAwsClients = (options: AwsClientsOptions = {}): AwsClients => {
  const configOf = (dependency: AwsDependency) => {
    const endpoint = options.endpoints?.[dependency] ?? options.endpoint;
    return {
      ...(options.region !== undefined && { region: options.region }),
      ...(options.credentials !== undefined && { credentials: options.credentials }),
      ...(endpoint !== undefined && { endpoint }),
      maxAttempts: options.maxAttempts ?? 3,
      requestHandler: new NodeHttpHandler({
        connectionTimeout: connectionTimeoutMs,
        requestTimeout: answerTimeoutMs[dependency],
        throwOnRequestTimeout: true,
        socketTimeout: silenceTimeoutMs,
        // More than the SDK's default of 50: concurrent reads and long polls each hold a connection.
        httpAgent: { keepAlive: true, maxSockets: 100 },
        httpsAgent: { keepAlive: true, maxSockets: 100 },
      }),
    };
  };
  const dynamoBase = new DynamoDBClient(configOf('dynamodb'));
  dynamoBase.middlewareStack.use(errorTranslation('dynamodb'));
  const dynamo = DynamoDBDocumentClient.from(dynamoBase, { marshallOptions: { removeUndefinedValues: true } });
  const s3 = new S3Client({ ...configOf('s3'), responseChecksumValidation: 'WHEN_REQUIRED' });
  s3.middlewareStack.use(errorTranslation('s3'));
  // The host in a queue URL may not be reachable from here: requests go to the configured endpoint.
  const sqs = new SQSClient({ ...configOf('sqs'), useQueueUrlAsEndpoint: false });
  sqs.middlewareStack.use(errorTranslation('sqs'));
  const sns = new SNSClient(configOf('sns'));
  sns.middlewareStack.use(errorTranslation('sns'));
  return {
    dynamo,
    s3,
    sqs,
    sns,
    destroy: () => {
      for (const client of [dynamo, dynamoBase, s3, sqs, sns]) client.destroy();
    },
  };
};
