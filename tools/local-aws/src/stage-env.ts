import { resourceNames } from '@snapinfra/platform';

/** The account of all local resources. */
export const localAccount = '000000000000';
export const localRegion = 'us-east-1';

/** The credentials of the local AWS, used to check presigned URLs. */
export const localCredentials = { accessKeyId: 'snapinfra-local', secretAccessKey: 'snapinfra-local-secret' } as const;

export interface StageEnvOptions {
  readonly stage: string;
  readonly account?: string;
  readonly region?: string;
  /** Base of queue URLs, such as http://127.0.0.1:4101. */
  readonly sqsEndpoint: string;
}

/** The environment variables with the names of a stage's resources. */
export const stageEnv = ({ stage, account = localAccount, region = localRegion, sqsEndpoint }: StageEnvOptions) => {
  const names = resourceNames(stage, account, region);
  const queueUrl = (queue: string) => `${sqsEndpoint}/${account}/${queue}`;
  return {
    STAGE: stage,
    AWS_REGION: region,
    DYNAMODB_TABLE_PREFIX: names.tablePrefix,
    S3_BUCKET_NAME: names.bucket,
    SQS_CODE_GENERATION_QUEUE: queueUrl(names.queues.codeGeneration),
    SQS_CODE_GENERATION_DLQ: queueUrl(names.queues.codeGenerationDeadLetter),
    SNS_DEPLOYMENT_NOTIFICATIONS: names.topicArns.deploymentNotifications,
  };
};

export interface LocalEndpoints {
  readonly dynamo: string;
  /** SQS, SNS and S3. */
  readonly aws: string;
}

/** The environment for a stage of the local AWS: endpoints, credentials, region and resource names. */
export const localEnv = ({ stage, endpoints }: { stage: string; endpoints: LocalEndpoints }) => ({
  AWS_ENDPOINT_URL: endpoints.aws,
  AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamo,
  AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
  ...stageEnv({ stage, sqsEndpoint: endpoints.aws }),
});
