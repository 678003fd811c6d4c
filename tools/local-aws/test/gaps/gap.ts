import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';

/** What an example runs on: fauxqs as it is, or as it is mended here. */
export interface Emulator {
  readonly endpoint: string;
  readonly sqs: SQSClient;
  readonly s3: S3Client;
  /** A bucket that pages of `http://localhost:5173` may read. */
  readonly bucket: string;
  /** Makes the next storing of a message fail, as where the process dies at that point. */
  failNextInsert(): void;
  /** Begins anew with what is stored, as after the process was killed. */
  restart(): Promise<Emulator>;
}

/** Something that AWS does and fauxqs does not, as an example that can be reported upstream. */
export interface Gap {
  /** What AWS does. */
  readonly title: string;
  /** Whether the emulator does it, too. */
  readonly isClosedIn: (emulator: Emulator) => Promise<boolean>;
}
