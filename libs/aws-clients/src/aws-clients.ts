import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { errorTranslation } from './error-translation.ts';
import type { AwsDependency } from './errors.ts';

/** For tests that run beside others in one process. Apps leave endpoint and credentials to the SDK's own environment. */
export interface AwsClientsOptions {
  readonly region?: string;
  readonly endpoint?: string;
  readonly endpoints?: Partial<Record<AwsDependency, string>>;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Tries of one call, the first included. Default 3: about a second of patience inside a request. */
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

/** A connection is there in a second or not at all; an answer begins within the timeout of its service. */
const connectionTimeoutMs = 1_000;
const answerTimeoutMs: Record<AwsDependency, number> = { dynamodb: 5_000, s3: 5_000, sqs: 5_000, sns: 5_000 };
/** Longest silence within an answer: streams are long, but not silent. */
const silenceTimeoutMs = 30_000;

/**
 * Makes the SDK clients: the only place in the product that does. Every call has timeouts, retries and keep-alive, and
 * rejects with a {@link DependencyUnavailableError} when the service is not there.
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
        // The workers hold long polls and parallel parts of uploads on their own pools.
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
  // The queue's URL names the host that made it; requests go to the configured endpoint.
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
