import { localAccount, localRegion } from '../stage-env.ts';
import type { LocalQueue } from '../templates/read-template.ts';
import type { SqsStore } from './fauxqs-internals.ts';

/** Creates missing queues and updates the attributes of existing ones, without touching their messages. */
export const makeQueues = (store: SqsStore, queues: readonly LocalQueue[], endpoint: string): void => {
  for (const { queueName, attributes } of queues) {
    const arn = `arn:aws:sqs:${localRegion}:${localAccount}:${queueName}`;
    const existing = store.getQueueByArn(arn);
    if (!existing) store.createQueue(queueName, `${endpoint}/${localAccount}/${queueName}`, arn, { ...attributes });
    else if (Object.entries(attributes).some(([key, value]) => existing.attributes[key] !== value)) {
      existing.setAttributes({ ...attributes });
    }
  }
};
