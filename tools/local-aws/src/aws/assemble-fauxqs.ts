import { join } from 'node:path';
import { localRegion } from '../stage-env.ts';
import { loadFauxqs, type FauxqsApp, type FauxqsStores, type Persistence } from './fauxqs-internals.ts';

export interface AssembledFauxqs {
  readonly app: FauxqsApp;
  readonly stores: FauxqsStores;
  readonly persistence: Persistence;
}

/**
 * Assembles fauxqs like its own `startFauxqs()`, with its data in a folder, but without listening. It is not patched
 * here, so that the tests of its gaps can use it.
 */
export const assembleFauxqs = async (dir: string): Promise<AssembledFauxqs> => {
  const parts = await loadFauxqs();
  const stores = { sqsStore: new parts.SqsStore(), snsStore: new parts.SnsStore(), s3Store: new parts.S3Store() };
  const { sqsStore, snsStore, s3Store } = stores;
  const persistence = new parts.PersistenceManager(join(dir, 'fauxqs'));
  persistence.load(sqsStore, snsStore, s3Store);
  for (const store of [sqsStore, snsStore, s3Store]) store.persistence = persistence;
  for (const queue of sqsStore.allQueues()) queue.persistence = persistence;
  // Makes queue URLs use the address of the request.
  sqsStore.host = '';
  return { app: parts.buildApp({ logger: false, defaultRegion: localRegion, stores }), stores, persistence };
};
