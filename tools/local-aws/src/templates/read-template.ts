import type { CloudFormationTemplate, TemplateResource } from '@snapinfra/infra-constructs';
import { localAccount, localRegion } from '../stage-env.ts';

export interface KeyPart {
  readonly AttributeName: string;
  readonly KeyType: string;
}

export interface LocalIndex {
  readonly IndexName: string;
  readonly KeySchema: readonly KeyPart[];
  readonly Projection: { readonly ProjectionType: string; readonly NonKeyAttributes?: readonly string[] };
}

export interface LocalTable {
  readonly tableName: string;
  readonly keySchema: readonly KeyPart[];
  readonly attributes: readonly { readonly AttributeName: string; readonly AttributeType: string }[];
  readonly indexes: readonly LocalIndex[];
  readonly ttlAttribute: string | undefined;
}

export interface LocalQueue {
  readonly queueName: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface CorsRule {
  readonly AllowedOrigins: readonly string[];
  readonly AllowedMethods: readonly string[];
  readonly AllowedHeaders?: readonly string[];
  readonly ExposedHeaders?: readonly string[];
  readonly MaxAge?: number;
}

export interface LocalBucket {
  readonly bucketName: string;
  readonly corsRules: readonly CorsRule[];
}

/** The resources in the templates of a stage that the local AWS supports. */
export interface LocalResources {
  readonly tables: readonly LocalTable[];
  readonly queues: readonly LocalQueue[];
  readonly topics: readonly string[];
  readonly buckets: readonly LocalBucket[];
  /** Types of resources that are not created here, such as policies and alarms. */
  readonly notMade: readonly string[];
}

type Json = Record<string, unknown>;

const queueAttributes = [
  'VisibilityTimeout',
  'DelaySeconds',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'SqsManagedSseEnabled',
  'RedrivePolicy',
] as const;

/** Extracts the tables, queues, topics and buckets from synthesized templates. */
export const readTemplates = (templates: readonly CloudFormationTemplate[]): LocalResources => {
  const all = templates.flatMap((template) =>
    Object.values(template.Resources).map((resource) => ({
      type: resource.Type,
      properties: resolve(template, resource.Properties ?? {}) as Json,
    })),
  );
  const of = (type: string) => all.filter((resource) => resource.type === type).map(({ properties }) => properties);
  const made = new Set(['AWS::DynamoDB::Table', 'AWS::SQS::Queue', 'AWS::SNS::Topic', 'AWS::S3::Bucket']);
  return {
    tables: of('AWS::DynamoDB::Table').map(toTable),
    queues: of('AWS::SQS::Queue').map(toQueue),
    topics: of('AWS::SNS::Topic').map((topic) => name(topic, 'TopicName')),
    buckets: of('AWS::S3::Bucket').map(toBucket),
    notMade: [...new Set(all.map(({ type }) => type).filter((type) => !made.has(type)))].toSorted(),
  };
};

const toTable = (properties: Json): LocalTable => ({
  tableName: name(properties, 'TableName'),
  keySchema: properties['KeySchema'] as LocalTable['keySchema'],
  attributes: properties['AttributeDefinitions'] as LocalTable['attributes'],
  indexes: (properties['GlobalSecondaryIndexes'] ?? []) as LocalTable['indexes'],
  ttlAttribute: (properties['TimeToLiveSpecification'] as { AttributeName?: string } | undefined)?.AttributeName,
});

/** Converts attributes to strings, which the SQS API expects instead of numbers, booleans and objects. */
const toQueue = (properties: Json): LocalQueue => ({
  queueName: name(properties, 'QueueName'),
  attributes: Object.fromEntries(
    queueAttributes.flatMap((key) => {
      const value = properties[key];
      if (value === undefined) return [];
      return [[key, typeof value === 'object' ? JSON.stringify(value) : String(value)]];
    }),
  ),
});

const toBucket = (properties: Json): LocalBucket => ({
  bucketName: name(properties, 'BucketName'),
  corsRules: (properties['CorsConfiguration'] as { CorsRules?: CorsRule[] } | undefined)?.CorsRules ?? [],
});

const name = (properties: Json, key: string): string => {
  const value = properties[key];
  if (typeof value === 'string') return value;
  throw new Error(`A template leaves ${key} to CloudFormation: local resources need a name from resourceNames().`);
};

/** Resolves Ref, Fn::GetAtt Arn and Fn::Join, the only intrinsic functions that our stacks use. */
const resolve = (template: CloudFormationTemplate, value: unknown): unknown => {
  if (Array.isArray(value)) return value.map((item) => resolve(template, item));
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (first && entries.length === 1) {
    const [key, argument] = first;
    if (key === 'Ref') return reference(template, String(argument));
    if (key === 'Fn::GetAtt') return attributeOf(template, argument as [string, string]);
    if (key === 'Fn::Join') {
      const [separator, parts] = argument as [string, unknown[]];
      return parts.map((part) => String(resolve(template, part))).join(separator);
    }
  }
  return Object.fromEntries(entries.map(([key, member]) => [key, resolve(template, member)]));
};

const pseudoParameters: Readonly<Record<string, string>> = {
  'AWS::AccountId': localAccount,
  'AWS::Region': localRegion,
  'AWS::Partition': 'aws',
};

const arnOf: Readonly<Record<string, (properties: Json) => string>> = {
  'AWS::SQS::Queue': (properties) => `arn:aws:sqs:${localRegion}:${localAccount}:${name(properties, 'QueueName')}`,
  'AWS::SNS::Topic': (properties) => `arn:aws:sns:${localRegion}:${localAccount}:${name(properties, 'TopicName')}`,
  'AWS::S3::Bucket': (properties) => `arn:aws:s3:::${name(properties, 'BucketName')}`,
};

const reference = (template: CloudFormationTemplate, logicalId: string): string => {
  const resource = template.Resources[logicalId];
  return pseudoParameters[logicalId] ?? (resource?.Type === 'AWS::SNS::Topic' ? arn(resource) : undefined) ?? logicalId;
};

const attributeOf = (template: CloudFormationTemplate, [logicalId, attribute]: [string, string]): string => {
  const resource = template.Resources[logicalId];
  const found = attribute === 'Arn' && resource ? arn(resource) : undefined;
  return found ?? `${logicalId}.${attribute}`;
};

const arn = (resource: TemplateResource): string | undefined =>
  arnOf[resource.Type]?.((resource.Properties ?? {}) as Json);
