import type { buildApp } from 'fauxqs';

/**
 * fauxqs persists only through startFauxqs(), which listens on every interface and leaves no place for hooks. Its parts
 * are put together here instead. They are not exported, so they are loaded by path; the version is pinned exactly.
 */
export type FauxqsApp = ReturnType<typeof buildApp>;
type Stores = NonNullable<NonNullable<Parameters<typeof buildApp>[0]>['stores']>;
export type SqsStore = Stores['sqsStore'];
export type SnsStore = Stores['snsStore'];
export type S3Store = Stores['s3Store'];
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

const importPart = async <Part>(path: string): Promise<Part> =>
  (await import(new URL(path, import.meta.resolve('fauxqs')).href)) as Part;
