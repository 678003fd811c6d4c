import { localCredentials } from '../stage-env.ts';
import type { AssembledFauxqs } from './assemble-fauxqs.ts';
import { databaseOf } from './fauxqs-internals.ts';
import { mendS3 } from './mend-s3.ts';
import { mendSqs } from './mend-sqs.ts';
import type { CorsRulesOf } from './s3-cors.ts';

/** Patches the gaps of fauxqs that affect the product; each has an example in `test/gaps`. */
export const mendFauxqs = ({ app, stores, persistence }: AssembledFauxqs, corsRulesOf: CorsRulesOf): void => {
  mendS3(app, { store: stores.s3Store, credentials: localCredentials, corsRulesOf, nowMs: Date.now });
  mendSqs(app, stores.sqsStore, persistence, databaseOf(persistence));
};
