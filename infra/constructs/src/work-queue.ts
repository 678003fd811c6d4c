import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface WorkQueueProps {
  readonly queueName: string;
  readonly deadLetterQueueName: string;
  /** How long a receiver has a message before others see it again: the worker's lease, which it renews. */
  readonly leaseDuration: Duration;
  /** Receives before SQS itself parks a message. See {@link WorkQueue}. */
  readonly maxReceiveCount: number;
}

/**
 * A queue of jobs and the queue where those are parked that nobody could do.
 *
 * Attempts are counted in the job's record, and a worker that gives a message back at shutdown makes SQS count a
 * receive: so `maxReceiveCount` is a high backstop against messages that kill their reader, not the number of attempts.
 * Parked messages are kept as long as SQS keeps anything, so that someone has two weeks to look.
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
