import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';

/** The emulator that an example runs on: the original or the patched fauxqs. */
export interface Emulator {
  readonly endpoint: string;
  readonly sqs: SQSClient;
  readonly s3: S3Client;
  /** A bucket that pages on `http://localhost:5173` may read. */
  readonly bucket: string;
  /** Makes the next write of a message fail, like a crash at that point. */
  failNextInsert(): void;
  /** Restarts with the stored data, like after a killed process. */
  restart(): Promise<Emulator>;
}

/** A difference between AWS and fauxqs, as an example that can be reported upstream. */
export interface Gap {
  /** The behaviour of AWS. */
  readonly title: string;
  /** Whether the emulator behaves like that. */
  readonly isClosedIn: (emulator: Emulator) => Promise<boolean>;
}
