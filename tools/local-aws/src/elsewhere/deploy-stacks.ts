import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  type Stack,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import type { StackTemplate } from '@snapinfra/infra-constructs';
import { localRegion } from '../stage-env.ts';
import { stackTemplates } from '../templates/stack-templates.ts';

export interface DeployStacksOptions {
  /** An emulator that has CloudFormation, such as LocalStack at http://127.0.0.1:4566. */
  readonly endpoint: string;
  readonly stage: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Called with the stack that is being deployed. */
  readonly onStack?: (stackName: string) => void;
}

const pollMs = 300;
/** Tag with the hash of the template, so that checking an unchanged stack takes a single call. */
const hashTag = 'snapinfra:template';
const done: ReadonlySet<string> = new Set(['CREATE_COMPLETE', 'UPDATE_COMPLETE']);

/**
 * Creates or updates the stacks of a stage through CloudFormation, for an emulator that replaces the local AWS.
 * Deployments to AWS itself use `nx deploy`, with its credentials and its review.
 */
export const deployStacks = async ({ endpoint, stage, credentials, onStack }: DeployStacksOptions): Promise<void> => {
  const client = new CloudFormationClient({ endpoint, region: localRegion, credentials });
  for (const stack of await stackTemplates({ stage })) {
    onStack?.(stack.stackName);
    await deploy(client, stack);
  }
  client.destroy();
};

const deploy = async (client: CloudFormationClient, { stackName, template }: StackTemplate): Promise<void> => {
  const TemplateBody = JSON.stringify(template);
  const hash = createHash('sha256').update(TemplateBody).digest('hex');
  const before = await describe(client, stackName);
  if (before?.Tags?.some(({ Key, Value }) => Key === hashTag && Value === hash)) return;
  const input = { StackName: stackName, TemplateBody, Tags: [{ Key: hashTag, Value: hash }] };
  try {
    await client.send(before ? new UpdateStackCommand(input) : new CreateStackCommand(input));
  } catch (error) {
    if (error instanceof Error && error.message.includes('No updates are to be performed')) return;
    throw error;
  }
  for (;;) {
    const status = (await describe(client, stackName))?.StackStatus ?? 'gone';
    if (done.has(status)) return;
    if (!status.endsWith('IN_PROGRESS'))
      throw new Error(`${stackName} could not be deployed: its status is ${status}.`);
    await delay(pollMs);
  }
};

const describe = async (client: CloudFormationClient, stackName: string): Promise<Stack | undefined> => {
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
    return Stacks?.[0];
  } catch (error) {
    if (error instanceof Error && error.message.includes('does not exist')) return undefined;
    throw error;
  }
};
