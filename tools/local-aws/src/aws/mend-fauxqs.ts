import { DatabaseSync } from 'node:sqlite';
import { localCredentials } from '../stage-env.ts';
import type { AssembledFauxqs } from './assemble-fauxqs.ts';
import type { Persistence } from './fauxqs-internals.ts';
import { mendS3 } from './mend-s3.ts';
import { mendSqs, type Database } from './mend-sqs.ts';
import type { CorsRulesOf } from './s3-cors.ts';

/** Closes the gaps of fauxqs that the product would notice; each is an example in `test/gaps`. */
export const mendFauxqs = ({ app, stores, persistence }: AssembledFauxqs, corsRulesOf: CorsRulesOf): void => {
  mendS3(app, { store: stores.s3Store, credentials: localCredentials, corsRulesOf, nowMs: Date.now });
  mendSqs(app, stores.sqsStore, persistence, databaseOf(persistence));
};

/** The persistence keeps its database to itself; one statement of it has to be put right (see mend-sqs). */
const databaseOf = (persistence: Persistence): Database => {
  const database: unknown = Reflect.get(persistence, 'db');
  if (database instanceof DatabaseSync) return database;
  throw new Error('This version of fauxqs keeps its messages elsewhere: see tools/local-aws/src/aws/mend-sqs.ts.');
};
