import { setTimeout as delay } from 'node:timers/promises';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';

export interface StackDeployerOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export interface StackToDeploy {
  readonly stackName: string;
  readonly template: object;
}

const pollMs = 200;

/** Creates stacks through CloudFormation. Rejects with the reasons of the resources that failed. */
export const createStackDeployer = (options: StackDeployerOptions) => {
  const client = new CloudFormationClient({ ...options });
  return async ({ stackName, template }: StackToDeploy): Promise<void> => {
    const TemplateBody = JSON.stringify(template);
    await client.send(
      new CreateStackCommand({ StackName: stackName, TemplateBody, Capabilities: ['CAPABILITY_NAMED_IAM'] }),
    );
    for (;;) {
      const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
      const status = Stacks?.[0]?.StackStatus ?? 'unknown';
      if (status === 'CREATE_COMPLETE') return;
      if (!status.endsWith('IN_PROGRESS'))
        throw new Error(`${stackName} is ${status}: ${await failuresOf(client, stackName)}`);
      await delay(pollMs);
    }
  };
};

const failuresOf = async (client: CloudFormationClient, stackName: string): Promise<string> => {
  const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName: stackName }));
  return StackEvents.filter(({ ResourceStatus = '' }) => ResourceStatus.endsWith('FAILED'))
    .map(({ LogicalResourceId, ResourceStatusReason }) => `${LogicalResourceId}: ${ResourceStatusReason}`)
    .join('; ');
};
