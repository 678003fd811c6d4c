import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll } from 'vitest';
import { localCredentials, localRegion, startLocalAws, type LocalAws } from '../../src/index.ts';

const folders: string[] = [];
// Registered first, so that it runs last, after everything that uses the folders has been stopped.
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A new state folder, removed after the tests of the file. */
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'snapinfra-local-aws-'));
  folders.push(folder);
  return folder;
};

/** A local AWS for the tests of one file, with clients like those of the apps. */
export const freshLocalAws = async (): Promise<LocalAws & ReturnType<typeof clientsOf>> => {
  const localAws = await startLocalAws({ dir: temporaryFolder() });
  afterAll(() => localAws.stop());
  return { ...localAws, ...clientsOf(localAws.env) };
};

export const clientsOf = (env: Readonly<Record<string, string>>) => {
  const shared = { region: localRegion, credentials: localCredentials, maxAttempts: 1 };
  const aws = { ...shared, endpoint: env['AWS_ENDPOINT_URL'] ?? '' };
  return {
    dynamo: new DynamoDBClient({ ...shared, endpoint: env['AWS_ENDPOINT_URL_DYNAMODB'] ?? '' }),
    s3: new S3Client(aws),
    sqs: new SQSClient({ ...aws, useQueueUrlAsEndpoint: false }),
    sns: new SNSClient(aws),
    bucket: env['S3_BUCKET_NAME'] ?? '',
    queueUrl: env['SQS_CODE_GENERATION_QUEUE'] ?? '',
    deadLetterQueueUrl: env['SQS_CODE_GENERATION_DLQ'] ?? '',
    topicArn: env['SNS_DEPLOYMENT_NOTIFICATIONS'] ?? '',
    tableName: `${env['DYNAMODB_TABLE_PREFIX']}code-generations`,
  };
};
