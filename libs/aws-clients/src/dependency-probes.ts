import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { GetTopicAttributesCommand } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { AwsClients } from './aws-clients.ts';
import { sendOptions } from './backoff.ts';
import type { AwsDependency } from './errors.ts';

export interface DependencyProbesDeps {
  readonly clients: AwsClients;
  readonly tableName?: string;
  readonly bucket?: string;
  readonly queueUrl?: string;
  readonly topicArn?: string;
}

/** Checks one resource of a service; rejects if the service is unavailable or the resource does not exist. */
export interface DependencyProbe {
  readonly name: AwsDependency;
  readonly check: (signal?: AbortSignal) => Promise<void>;
}

/** One cheap request per given resource, for readiness and startup checks. */
export const createDependencyProbes = (deps: DependencyProbesDeps): readonly DependencyProbe[] => {
  const { clients, tableName, bucket, queueUrl, topicArn } = deps;
  const probe = (
    name: AwsDependency,
    resource: string | undefined,
    ask: (resource: string, signal?: AbortSignal) => Promise<unknown>,
  ) =>
    resource === undefined
      ? []
      : [{ name, check: async (signal?: AbortSignal): Promise<void> => void (await ask(resource, signal)) }];
  return [
    ...probe('dynamodb', tableName, (TableName, signal) =>
      clients.dynamo.send(new DescribeTableCommand({ TableName }), sendOptions(signal)),
    ),
    ...probe('s3', bucket, (Bucket, signal) => clients.s3.send(new HeadBucketCommand({ Bucket }), sendOptions(signal))),
    ...probe('sqs', queueUrl, (QueueUrl, signal) =>
      clients.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }), sendOptions(signal)),
    ),
    ...probe('sns', topicArn, (TopicArn, signal) =>
      clients.sns.send(new GetTopicAttributesCommand({ TopicArn }), sendOptions(signal)),
    ),
  ];
};
