import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { localCredentials, localRegion } from '../stage-env.ts';
import type { CorsRule, LocalBucket, LocalQueue } from '../templates/read-template.ts';
import { loadFauxqs, type FauxqsApp, type Persistence, type SnsStore, type SqsStore } from './fauxqs-internals.ts';
import { makeQueues } from './make-queues.ts';
import { mendS3 } from './mend-s3.ts';
import { mendSqs, type Database } from './mend-sqs.ts';

export interface Fauxqs {
  readonly endpoint: string;
  makeQueues(queues: readonly LocalQueue[]): void;
  makeTopics(topics: readonly string[]): void;
  makeBuckets(buckets: readonly LocalBucket[]): void;
  /** Takes calls from now on: whoever reaches it finds the resources made before. */
  listen(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * SQS, SNS and S3 for 127.0.0.1. Messages and objects are in one SQLite file, written through before a call is
 * answered, so that a killed process loses nothing that it acknowledged.
 */
export const openFauxqs = async ({ port, dir }: { port: number; dir: string }): Promise<Fauxqs> => {
  const parts = await loadFauxqs();
  const stores = { sqsStore: new parts.SqsStore(), snsStore: new parts.SnsStore(), s3Store: new parts.S3Store() };
  const { sqsStore, snsStore, s3Store } = stores;
  const persistence = new parts.PersistenceManager(join(dir, 'fauxqs'));
  persistence.load(sqsStore, snsStore, s3Store);
  for (const store of [sqsStore, snsStore, s3Store]) store.persistence = persistence;
  for (const queue of sqsStore.allQueues()) queue.persistence = persistence;
  // Queue URLs are then built on the address that a caller used.
  sqsStore.host = '';

  const corsRules = new Map<string, readonly CorsRule[]>();
  const app = parts.buildApp({ logger: false, defaultRegion: localRegion, stores });
  mendS3(app, {
    store: s3Store,
    credentials: localCredentials,
    corsRulesOf: (bucket) => corsRules.get(bucket) ?? [],
    nowMs: Date.now,
  });
  mendSqs(app, sqsStore, persistence, databaseOf(persistence));
  const endpoint = `http://127.0.0.1:${port}`;
  moveUrls(sqsStore, endpoint);
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

/** The persistence keeps its database to itself; one statement of it has to be put right (see mend-sqs). */
const databaseOf = (persistence: Persistence): Database => {
  const database: unknown = Reflect.get(persistence, 'db');
  if (database instanceof DatabaseSync) return database;
  throw new Error('This version of fauxqs keeps its messages elsewhere: see tools/local-aws/src/aws/mend-sqs.ts.');
};

/** The port may be another than when the queues were made. Only the memory is changed: the lookup goes by name. */
const moveUrls = (store: SqsStore, endpoint: string): void => {
  for (const queue of store.allQueues()) {
    Object.assign(queue, { url: queue.url.replace(/^https?:\/\/[^/]+/, endpoint) });
  }
};

const makeTopics = (store: SnsStore, topics: readonly string[]): void => {
  for (const topic of topics) store.createTopic(topic, undefined, undefined, localRegion);
};

const stop = async (app: FauxqsApp, persistence: Persistence): Promise<void> => {
  await app.close();
  persistence.close();
};
