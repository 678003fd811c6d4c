import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface WorkQueueProps {
  readonly queueName: string;
  readonly deadLetterQueueName: string;
  /** The visibility timeout of a message: the worker's lease, which it renews. */
  readonly leaseDuration: Duration;
  /** Receives before SQS moves a message to the dead-letter queue. See {@link WorkQueue}. */
  readonly maxReceiveCount: number;
}

/**
 * A queue of jobs and its dead-letter queue.
 *
 * Attempts are counted in the job's record, and SQS also counts receives whose message was given back during a
 * shutdown. So `maxReceiveCount` is not the number of attempts, but a high limit that protects from messages that crash
 * their receiver. Dead letters are kept for 14 days, the maximum of SQS, so that there is time to investigate.
 */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    const shared = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    };
    this.deadLetterQueue = new Queue(this, 'DeadLetterQueue', { ...shared, queueName: props.deadLetterQueueName });
    this.queue = new Queue(this, 'Queue', {
      ...shared,
      queueName: props.queueName,
      visibilityTimeout: props.leaseDuration,
      receiveMessageWaitTime: Duration.seconds(20),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: props.maxReceiveCount },
    });
  }
}
