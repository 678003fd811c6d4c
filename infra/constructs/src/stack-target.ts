import { resourceNames, type ResourceNames } from '@snapinfra/platform';
import { Aws, DefaultStackSynthesizer, type IStackSynthesizer, type StackProps } from 'aws-cdk-lib';

/** Where a stack goes. Account and region may be absent: the template then works them out where it is deployed. */
export interface StackTarget {
  readonly stage: string;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
}

/** The physical names of a stage, with CloudFormation's own account and region where none are given. */
export const namesOf = ({ stage, account, region }: StackTarget): ResourceNames =>
  resourceNames(stage, account ?? Aws.ACCOUNT_ID, region ?? Aws.REGION);

/**
 * The properties that every stack shares. The stage is in its name, so that stages live side by side in one account.
 *
 * @param id the stack's name in this repository, such as SnapinfraServicesStack
 */
export const stackProps = (id: string, target: StackTarget): StackProps => ({
  stackName: `${id}-${target.stage}`,
  tags: { 'snapinfra:stage': target.stage },
  terminationProtection: true,
  // The stacks carry no assets: they deploy to any account, and to emulators that were never bootstrapped.
  synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) as IStackSynthesizer,
  ...(target.account && target.region ? { env: { account: target.account, region: target.region } } : {}),
});

/** The target that `cdk synth` and `cdk deploy` mean: STAGE, and the account of the credentials in use. */
export const stackTargetFromEnv = (env: Readonly<Record<string, string | undefined>>): StackTarget => ({
  stage: env['STAGE'] || 'dev',
  account: env['CDK_DEFAULT_ACCOUNT'],
  region: env['CDK_DEFAULT_REGION'],
});
