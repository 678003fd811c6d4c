import type { DeployStacksOptions } from './elsewhere/deploy-stacks.ts';

export { NoLocalDynamoError } from './dynamo/dynoxide-binary.ts';
export { TableConflictError } from './dynamo/make-tables.ts';
export { FolderInUseError, folderHolder, lockFolder } from './folder-lock.ts';
export { announcedBy, announcePort, claimPort, PortTakenError } from './free-port.ts';
export { startLocalAws, type LocalAws, type LocalAwsOptions } from './local-aws.ts';
export {
  localAccount,
  localCredentials,
  localEnv,
  localRegion,
  stageEnv,
  type LocalEndpoints,
  type StageEnvOptions,
} from './stage-env.ts';
export { checkStateFormat, StateFormatError } from './state-format.ts';
export { stackTemplates, type TemplatesTarget } from './templates/stack-templates.ts';
export type { DeployStacksOptions };

/** Loaded on demand, because the CloudFormation client would slow down every start. */
export const deployStacks = async (options: DeployStacksOptions): Promise<void> => {
  const deploying = await import('./elsewhere/deploy-stacks.ts');
  await deploying.deployStacks(options);
};
