import { randomUUID } from 'node:crypto';
import { CreateQueueCommand, type SQSClient } from '@aws-sdk/client-sqs';
import {
  createQueueConsumer,
  createQueueProducer,
  type ConsumerEvent,
  type MessageHandler,
  type QueueConsumer,
  type QueueConsumerOptions,
} from '@snapinfra/aws-clients';
import { afterEach } from 'vitest';
import { waitFor, type Backend } from '../../src/index.ts';
import { job, jobV1, messageCount, type JobV1 } from './queue.test-support.ts';

type SetUpOptions = Partial<QueueConsumerOptions<typeof jobV1>> & { readonly client?: SQSClient };

/** Creates consumers with their own queues, and stops them after each test. */
export const consumerTests = (backend: Backend) => {
  const { sqs } = backend.clients();
  const consumers: QueueConsumer[] = [];
  afterEach(async () => {
    await Promise.all(consumers.splice(0).map((consumer) => consumer.stop({ graceMs: 0, abortGraceMs: 0 })));
  });

  const makeQueue = async (): Promise<string> => {
    const { QueueUrl: made = '' } = await sqs.send(new CreateQueueCommand({ QueueName: `test-${randomUUID()}` }));
    return `${new URL(backend.resources.queueUrl).origin}${new URL(made).pathname}`;
  };

  /** Creates a queue, and a consumer that is not started yet. */
  const setUp = async (handler: MessageHandler<JobV1>, { client = sqs, ...options }: SetUpOptions = {}) => {
    const queueUrl = await makeQueue();
    const events: ConsumerEvent[] = [];
    const consumer = createQueueConsumer({
      sqs: client,
      queueUrl,
      deadLetterQueueUrl: backend.resources.deadLetterQueueUrl,
      messages: [jobV1],
      handler,
      waitTimeSeconds: 1,
      onEvent: (event) => events.push(event),
      ...options,
    });
    consumers.push(consumer);
    const producer = createQueueProducer({ sqs, queueUrl, messages: [jobV1] });
    const send = (...names: string[]) => producer.sendBatch(names.map((name) => ({ message: job(name) })));
    const kinds = () => events.map(({ kind }) => kind);
    return { queueUrl, consumer, events, kinds, send, count: () => messageCount(sqs, queueUrl) };
  };

  return { sqs, setUp, stopAfterwards: (consumer: QueueConsumer) => void consumers.push(consumer) };
};

const empty = JSON.stringify({ visible: 0, invisible: 0 });

export const untilEmpty = (count: () => Promise<object>) =>
  waitFor(async () => JSON.stringify(await count()) === empty, { what: 'an empty queue' });
