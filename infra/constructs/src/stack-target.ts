import { resourceNames, type ResourceNames } from '@snapinfra/platform';
import { Aws, DefaultStackSynthesizer, type IStackSynthesizer, type StackProps } from 'aws-cdk-lib';

/** Where a stack is deployed. Without account and region, the template refers to those of the deployment. */
export interface StackTarget {
  readonly stage: string;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
}

/** The physical names of a stage; account and region default to CloudFormation's pseudo parameters. */
export const namesOf = ({ stage, account, region }: StackTarget): ResourceNames =>
  resourceNames(stage, account ?? Aws.ACCOUNT_ID, region ?? Aws.REGION);

/**
 * The properties that all stacks have in common. The name contains the stage, so that an account can have several
 * stages.
 *
 * @param id the stack's name in this repository, such as SnapinfraServicesStack
 */
export const stackProps = (id: string, target: StackTarget): StackProps => ({
  stackName: `${id}-${target.stage}`,
  tags: { 'snapinfra:stage': target.stage },
  terminationProtection: true,
  // The stacks have no assets, so they can be deployed to accounts and emulators that were not bootstrapped.
  synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) as IStackSynthesizer,
  ...(target.account && target.region ? { env: { account: target.account, region: target.region } } : {}),
});

/** The target of `cdk synth` and `cdk deploy`: STAGE, and the account and region of the current credentials. */
export const stackTargetFromEnv = (env: Readonly<Record<string, string | undefined>>): StackTarget => ({
  stage: env['STAGE'] || 'dev',
  account: env['CDK_DEFAULT_ACCOUNT'],
  region: env['CDK_DEFAULT_REGION'],
});
