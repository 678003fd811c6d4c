import { DatabaseSync } from 'node:sqlite';
import type { buildApp } from 'fauxqs';

/*
 * Access to internals of fauxqs. Its public startFauxqs() is the only way to persistence, but listens on all interfaces
 * and does not allow hooks. So its modules are loaded by path, only in this file, and its version is pinned.
 */
export type FauxqsApp = ReturnType<typeof buildApp>;
export type FauxqsStores = NonNullable<NonNullable<Parameters<typeof buildApp>[0]>['stores']>;
export type SqsStore = FauxqsStores['sqsStore'];
export type SnsStore = FauxqsStores['snsStore'];
export type S3Store = FauxqsStores['s3Store'];
export type SqsQueue = NonNullable<ReturnType<SqsStore['getQueueByName']>>;
export type Persistence = NonNullable<SqsStore['persistence']>;
export type SqsMessage = SqsQueue['messages'][number];

export interface FauxqsParts {
  readonly buildApp: typeof buildApp;
  readonly SqsStore: new () => SqsStore;
  readonly SnsStore: new () => SnsStore;
  readonly S3Store: new () => S3Store;
  readonly PersistenceManager: new (folder: string) => Persistence;
}

/** @throws Error with advice if a module does not exist in the installed version of fauxqs */
export const loadFauxqs = async (): Promise<FauxqsParts> => {
  const [app, sqs, sns, s3, persistence] = await Promise.all([
    import('fauxqs'),
    importPart<Pick<FauxqsParts, 'SqsStore'>>('./sqs/sqsStore.js'),
    importPart<Pick<FauxqsParts, 'SnsStore'>>('./sns/snsStore.js'),
    importPart<Pick<FauxqsParts, 'S3Store'>>('./s3/s3Store.js'),
    importPart<Pick<FauxqsParts, 'PersistenceManager'>>('./persistence.js'),
  ]);
  return { buildApp: app.buildApp, ...sqs, ...sns, ...s3, ...persistence };
};

const importPart = async <Part>(path: string): Promise<Part> => {
  try {
    return (await import(new URL(path, import.meta.resolve('fauxqs')).href)) as Part;
  } catch (cause) {
    throw new Error(
      `This version of fauxqs has no ${path}: pin the previous version, or see tools/local-aws/test/gaps.`,
      {
        cause,
      },
    );
  }
};

/**
 * The private database of a persistence.
 *
 * @throws Error with advice if the installed version of fauxqs stores its messages differently
 */
export const databaseOf = (persistence: Persistence): DatabaseSync => {
  const database: unknown = Reflect.get(persistence, 'db');
  if (database instanceof DatabaseSync) return database;
  throw new Error('This version of fauxqs stores its messages differently: see tools/local-aws/src/aws/mend-sqs.ts.');
};

/** Updates queue URLs, as the port may have changed. Only in memory: fauxqs looks queues up by name. */
export const moveQueueUrls = (store: SqsStore, endpoint: string): void => {
  for (const queue of store.allQueues()) {
    Object.assign(queue, { url: queue.url.replace(/^https?:\/\/[^/]+/, endpoint) });
  }
};
