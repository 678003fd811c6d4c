import { localRegion } from '../stage-env.ts';
import type { CorsRule, LocalBucket, LocalQueue } from '../templates/read-template.ts';
import { assembleFauxqs } from './assemble-fauxqs.ts';
import { moveQueueUrls, type FauxqsApp, type Persistence, type SnsStore } from './fauxqs-internals.ts';
import { makeQueues } from './make-queues.ts';
import { mendFauxqs } from './mend-fauxqs.ts';

export interface Fauxqs {
  readonly endpoint: string;
  makeQueues(queues: readonly LocalQueue[]): void;
  makeTopics(topics: readonly string[]): void;
  makeBuckets(buckets: readonly LocalBucket[]): void;
  /** Starts accepting calls. Create the resources first. */
  listen(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * SQS, SNS and S3 on 127.0.0.1. Messages and objects are written to a SQLite file before a call returns, so that a
 * killed process loses no acknowledged write.
 */
export const openFauxqs = async ({ port, dir }: { port: number; dir: string }): Promise<Fauxqs> => {
  const fauxqs = await assembleFauxqs(dir);
  const { app, stores, persistence } = fauxqs;
  const { sqsStore, snsStore, s3Store } = stores;
  const corsRules = new Map<string, readonly CorsRule[]>();
  mendFauxqs(fauxqs, (bucket) => corsRules.get(bucket) ?? []);
  const endpoint = `http://127.0.0.1:${port}`;
  moveQueueUrls(sqsStore, endpoint);
  return {
    endpoint,
    makeQueues: (queues) => makeQueues(sqsStore, queues, endpoint),
    makeTopics: (topics) => makeTopics(snsStore, topics),
    makeBuckets: (buckets) => {
      for (const { bucketName, corsRules: rules } of buckets) {
        s3Store.createBucket(bucketName);
        corsRules.set(bucketName, rules);
      }
    },
    listen: async () => {
      await app.listen({ port, host: '127.0.0.1' });
    },
    stop: () => stop(app, persistence),
  };
};

const makeTopics = (store: SnsStore, topics: readonly string[]): void => {
  for (const topic of topics) store.createTopic(topic, undefined, undefined, localRegion);
};

const stop = async (app: FauxqsApp, persistence: Persistence): Promise<void> => {
  await app.close();
  persistence.close();
};
