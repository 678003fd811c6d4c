import { tableKeys, type TableKey } from './tables.ts';

/** Physical names of the resources of a stage. The stacks use them, the apps read them from the environment. */
export interface ResourceNames {
  readonly stage: string;
  /** `snapinfra-<stage>-`: the apps' DYNAMODB_TABLE_PREFIX. */
  readonly tablePrefix: string;
  readonly tables: Readonly<Record<TableKey, string>>;
  /** Bucket names are global, so it has account and region in it. */
  readonly bucket: string;
  readonly queues: {
    readonly codeGeneration: string;
    readonly codeGenerationDeadLetter: string;
    readonly deployments: string;
    readonly deploymentsDeadLetter: string;
  };
  readonly queueUrls: { readonly codeGeneration: string; readonly codeGenerationDeadLetter: string };
  readonly topics: { readonly deploymentNotifications: string };
  readonly topicArns: { readonly deploymentNotifications: string };
}

/** Lower-case, as some resources allow nothing else; up to 16 characters, so that a bucket's name stays within 63. */
export const stagePattern = /^[a-z](?:[a-z0-9-]{0,14}[a-z0-9])?$/;

/**
 * The only place where physical names are made, so that no stack has to read another's outputs.
 *
 * @throws RangeError where the stage can't be part of a name
 */
export const resourceNames = (stage: string, account: string, region: string): ResourceNames => {
  if (!stagePattern.test(stage)) {
    throw new RangeError(
      `stage ${JSON.stringify(stage)}: 1 to 16 lower-case letters, digits and hyphens, a letter first, no hyphen last`,
    );
  }
  const name = (rest: string) => `snapinfra-${stage}-${rest}`;
  const queues = {
    codeGeneration: name('code-generation'),
    codeGenerationDeadLetter: name('code-generation-dlq'),
    deployments: name('deployments'),
    deploymentsDeadLetter: name('deployments-dlq'),
  };
  const queueUrl = (queue: string) => `https://sqs.${region}.amazonaws.com/${account}/${queue}`;
  const deploymentNotifications = name('deployment-notifications');
  return {
    stage,
    tablePrefix: name(''),
    tables: tableNames(name('')),
    bucket: name(`storage-${account}-${region}`),
    queues,
    queueUrls: {
      codeGeneration: queueUrl(queues.codeGeneration),
      codeGenerationDeadLetter: queueUrl(queues.codeGenerationDeadLetter),
    },
    topics: { deploymentNotifications },
    topicArns: { deploymentNotifications: `arn:aws:sns:${region}:${account}:${deploymentNotifications}` },
  };
};

/** The physical names of the tables, by the prefix that an app has in DYNAMODB_TABLE_PREFIX. */
export const tableNames = (prefix: string): Readonly<Record<TableKey, string>> =>
  Object.fromEntries(tableKeys.map((key) => [key, `${prefix}${key}`])) as Record<TableKey, string>;
