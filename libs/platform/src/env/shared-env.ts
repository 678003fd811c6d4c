import Type from 'typebox';
import { stagePattern } from '../resource-names.ts';

/** Variables that every app has, each with its description. */
export const sharedEnv = {
  NODE_ENV: Type.Enum(['development', 'test', 'production'], {
    default: 'production',
    description: 'Where the app runs: development, test or production',
  }),
  STAGE: Type.String({ pattern: stagePattern.source, default: 'local', description: 'Stage whose resources are used' }),
  LOG_LEVEL: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    default: 'info',
    description: 'Least level that is logged',
  }),
  AWS_REGION: Type.String({ minLength: 1, default: 'us-east-1', description: 'AWS region' }),
  AWS_ENDPOINT_URL: Type.Optional(
    Type.String({ description: 'Read by the AWS SDK: another endpoint for all services (S3, SQS, SNS)' }),
  ),
  AWS_ENDPOINT_URL_DYNAMODB: Type.Optional(
    Type.String({ description: 'Read by the AWS SDK: another endpoint for DynamoDB' }),
  ),
  DYNAMODB_TABLE_PREFIX: Type.String({
    minLength: 1,
    description: 'Prefix of the DynamoDB tables, such as snapinfra-local-',
  }),
  S3_BUCKET_NAME: Type.String({ minLength: 3, description: 'Bucket of archives and large documents' }),
  SQS_CODE_GENERATION_QUEUE: Type.String({ pattern: '^https?://', description: 'URL of the code generation queue' }),
  SNS_DEPLOYMENT_NOTIFICATIONS: Type.String({ pattern: '^arn:', description: 'ARN of the notification topic' }),
  SHUTDOWN_GRACE_SECONDS: Type.Integer({
    minimum: 1,
    maximum: 900,
    default: 20,
    description: 'Seconds that work in progress is given to end after SIGTERM',
  }),
} as const;
