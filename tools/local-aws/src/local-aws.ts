import { mkdirSync } from 'node:fs';
import { openFauxqs, type Fauxqs } from './aws/open-fauxqs.ts';
import { createDynamoCall } from './dynamo/dynamo-api.ts';
import { makeTables } from './dynamo/make-tables.ts';
import { startDynoxide, type Dynoxide } from './dynamo/start-dynoxide.ts';
import { lockFolder } from './folder-lock.ts';
import { claimPort } from './free-port.ts';
import { localEnv, type LocalEndpoints } from './stage-env.ts';
import { claimStateFormat, databasePath } from './state-format.ts';
import { readTemplates } from './templates/read-template.ts';
import { stackTemplates } from './templates/stack-templates.ts';

export interface LocalAwsOptions {
  /** Folder of all state, which is locked. */
  readonly dir: string;
  /** Stage whose resources are created first; `local` by default. */
  readonly stage?: string;
  /** Port of DynamoDB; a free one by default. */
  readonly dynamoPort?: number;
  /** Port of SQS, SNS and S3; a free one by default. */
  readonly awsPort?: number;
  /** Called with the last output of DynamoDB's process if it exits unexpectedly. */
  readonly onDeath?: (words: string) => void;
}

export interface LocalAws {
  readonly endpoints: LocalEndpoints;
  /** The environment of the apps: endpoints, credentials, region and the names of the stage's resources. */
  readonly env: Readonly<Record<string, string>>;
  /** Creates the resources of another stage, and returns its environment. */
  provision(stage: string): Promise<Readonly<Record<string, string>>>;
  stop(): Promise<void>;
}

/**
 * Starts DynamoDB, SQS, SNS and S3 on 127.0.0.1 with the resources of the CDK stacks. Acknowledged writes survive a
 * killed process; a later start keeps all data and adds new resources of the templates.
 *
 * @throws FolderInUseError | StateFormatError | PortTakenError | NoLocalDynamoError | TableConflictError
 */
export const startLocalAws = async (options: LocalAwsOptions): Promise<LocalAws> => {
  mkdirSync(options.dir, { recursive: true });
  const unlock = lockFolder(options.dir);
  const undo: (() => unknown)[] = [unlock];
  const stop = async () => {
    for (const step of undo.splice(0).toReversed()) await step();
  };
  try {
    claimStateFormat(options.dir);
    const [dynamoPort, awsPort] = await claimPorts(options);
    const dynoxide = await startDynoxide({ port: dynamoPort, dbPath: databasePath(options.dir) });
    let stopping = false;
    undo.push(
      () => dynoxide.stop(),
      () => (stopping = true),
    );
    void dynoxide.exited.then((words) => (stopping ? undefined : options.onDeath?.(words)));
    const fauxqs = await openFauxqs({ port: awsPort, dir: options.dir });
    undo.push(() => fauxqs.stop());
    const provision = (stage: string) => provisionStage(stage, dynoxide, fauxqs);
    const env = await provision(options.stage ?? 'local');
    await fauxqs.listen();
    return { endpoints: endpointsOf(dynoxide, fauxqs), env, provision, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

/** Sequentially, so that the ports differ. */
const claimPorts = async ({ dynamoPort, awsPort }: LocalAwsOptions): Promise<[number, number]> => {
  const first = await claimPort(dynamoPort);
  const second = await claimPort(awsPort);
  return [first, second];
};

const provisionStage = async (
  stage: string,
  dynoxide: Dynoxide,
  fauxqs: Fauxqs,
): Promise<Readonly<Record<string, string>>> => {
  const resources = readTemplates((await stackTemplates({ stage })).map(({ template }) => template));
  await makeTables(createDynamoCall(dynoxide.endpoint), resources.tables);
  fauxqs.makeQueues(resources.queues);
  fauxqs.makeTopics(resources.topics);
  fauxqs.makeBuckets(resources.buckets);
  return localEnv({ stage, endpoints: endpointsOf(dynoxide, fauxqs) });
};

const endpointsOf = (dynoxide: Dynoxide, fauxqs: Fauxqs): LocalEndpoints => ({
  dynamo: dynoxide.endpoint,
  aws: fauxqs.endpoint,
});
