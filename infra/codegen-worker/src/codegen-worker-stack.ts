import { codeGenerationLeaseMs } from '@snapinfra/platform';
import { namesOf, stackProps, WorkQueue, type StackTarget } from '@snapinfra/infra-constructs';
import { Duration, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

const stackId = 'SnapinfraCodegenWorkerStack';

/**
 * Receives before SQS moves a message to the dead-letter queue: far more than attempts and redeliveries on deployments.
 */
const maxReceiveCount = 100;

/** The resources of the code generation worker: its queue and its dead-letter queue. */
export class SnapinfraCodegenWorkerStack extends Stack {
  constructor(scope: Construct, target: StackTarget) {
    super(scope, stackId, { ...stackProps(stackId, target), description: 'Snapinfra: the code generation queue' });
    const names = namesOf(target);
    // oxlint-disable-next-line no-new -- a construct adds itself to the stack
    new WorkQueue(this, 'CodeGeneration', {
      queueName: names.queues.codeGeneration,
      deadLetterQueueName: names.queues.codeGenerationDeadLetter,
      leaseDuration: Duration.millis(codeGenerationLeaseMs),
      maxReceiveCount,
    });
  }
}
