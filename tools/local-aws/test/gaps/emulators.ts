import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { assembleFauxqs, type AssembledFauxqs } from '../../src/aws/assemble-fauxqs.ts';
import { mendFauxqs } from '../../src/aws/mend-fauxqs.ts';
import { localCredentials, localRegion } from '../../src/stage-env.ts';
import { temporaryFolder } from '../support/fresh-local-aws.ts';
import type { Emulator } from './gap.ts';

const bucket = 'gaps';
const corsRules = [{ AllowedOrigins: ['http://localhost:5173'], AllowedMethods: ['GET'], AllowedHeaders: ['*'] }];

type Mend = (fauxqs: AssembledFauxqs) => void;

const failNextInsert = ({ persistence }: AssembledFauxqs): void => {
  const original = persistence.insertMessage.bind(persistence);
  persistence.insertMessage = () => {
    persistence.insertMessage = original;
    throw new Error('the process dies here');
  };
};

const start = async (dir: string, mend: Mend, stops: (() => Promise<void>)[]): Promise<Emulator> => {
  const fauxqs = await assembleFauxqs(dir);
  const { app, stores, persistence } = fauxqs;
  mend(fauxqs);
  stores.s3Store.createBucket(bucket);
  const endpoint = await app.listen({ port: 0, host: '127.0.0.1' });
  const stop = async () => {
    await app.close();
    persistence.close();
  };
  stops.push(stop);
  const client = { region: localRegion, credentials: localCredentials, maxAttempts: 1, endpoint };
  return {
    endpoint,
    bucket,
    sqs: new SQSClient({ ...client, useQueueUrlAsEndpoint: false }),
    s3: new S3Client({ ...client, forcePathStyle: true }),
    failNextInsert: () => failNextInsert(fauxqs),
    restart: async () => {
      await stops.splice(stops.indexOf(stop), 1)[0]?.();
      return start(dir, mend, stops);
    },
  };
};

const starter =
  (mend: Mend) =>
  (stops: (() => Promise<void>)[]): Promise<Emulator> =>
    start(temporaryFolder(), mend, stops);

/** The original fauxqs. Callers must call the `stops` at the end. */
export const startPlainFauxqs = starter(() => undefined);

/** The patched fauxqs of the local AWS. */
export const startMendedFauxqs = starter((fauxqs) => mendFauxqs(fauxqs, () => corsRules));
