import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
  type CompletedPart,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { ObjectBody, PutObjectOptions, PutObjectResult } from './object-store.types.ts';
import { splitIntoParts } from './split-into-parts.ts';

/** What is not bigger is one request. S3 takes parts from 5 MiB, and 10,000 of them: 78 GiB. */
const partBytes = 8 * 1024 * 1024;
/** Parts in flight; with the one being read, memory stays below 48 MiB. */
const concurrentParts = 3;
/** A part goes over the wire before its answer begins. */
const partTimeoutMs = 30_000;
/**
 * How long the parts in flight may take to end once the upload is given up. S3 carries out an aborted request all the
 * same, and a part that it writes while the upload is aborted beside it may stay.
 */
const partPatienceMs = 5000;

export interface ObjectTarget {
  readonly s3: S3Client;
  readonly bucket: string;
  readonly key: string;
}

/**
 * Stores a body of unknown length. Our own rather than lib-storage's `Upload`: that one rejects an aborted upload before
 * its parts are removed, and does not abort the single PUT of a small body at all.
 */
export const putObject = async (
  target: ObjectTarget,
  body: ObjectBody,
  options: PutObjectOptions,
): Promise<PutObjectResult> => {
  const failure = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, failure.signal]) : failure.signal;
  const parts = readParts(body, signal);
  try {
    const first = await parts.next();
    // Whether the first part is the last one is known only once the next is asked for.
    const second = await parts.next();
    return second === undefined
      ? await putAtOnce(target, first ?? new Uint8Array(), options)
      : await putInParts(target, prepend([first, second], parts), options, {
          signal,
          fail: (why) => failure.abort(why),
        });
  } catch (error) {
    parts.giveUp();
    throw error;
  } finally {
    parts.close();
  }
};

interface PartReader {
  readonly next: () => Promise<Uint8Array | undefined>;
}

/** Ends an upload: `signal` tells that it is over, by the caller or by `fail`. */
interface UploadEnding {
  readonly signal: AbortSignal;
  readonly fail: (reason: unknown) => void;
}

/** Reads parts so that a silent source cannot keep an aborted upload waiting. */
const readParts = (
  body: ObjectBody,
  signal: AbortSignal,
): PartReader & { readonly giveUp: () => void; readonly close: () => void } => {
  const parts = splitIntoParts(body, partBytes);
  const aborted = Promise.withResolvers<never>();
  // Nobody may be waiting when it aborts.
  aborted.promise.catch(() => undefined);
  const abort = () => aborted.reject(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  return {
    next: async () => {
      const { done, value } = await Promise.race([parts.next(), aborted.promise]);
      return done ? undefined : value;
    },
    giveUp: () => {
      if (body instanceof Readable) body.destroy();
      else parts.return(undefined).catch(() => undefined);
    },
    close: () => signal.removeEventListener('abort', abort),
  };
};

const prepend = (head: (Uint8Array | undefined)[], tail: PartReader): PartReader => ({
  next: async () => head.shift() ?? tail.next(),
});

const objectFields = ({ bucket, key }: ObjectTarget, { contentType, metadata }: PutObjectOptions) => ({
  Bucket: bucket,
  Key: key,
  ContentType: contentType,
  ...(metadata && { Metadata: { ...metadata } }),
});

const putAtOnce = async (
  target: ObjectTarget,
  bytes: Uint8Array,
  options: PutObjectOptions,
): Promise<PutObjectResult> => {
  const { s3, bucket, key } = target;
  options.signal?.throwIfAborted();
  // Not aborted in flight: an aborted request may be carried out all the same, even after a delete that follows it.
  const command = new PutObjectCommand({
    ...objectFields(target, options),
    Body: bytes,
    ContentLength: bytes.byteLength,
  });
  const { ETag = '' } = await s3.send(command, { requestTimeout: partTimeoutMs });
  if (options.signal?.aborted) {
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    options.signal.throwIfAborted();
  }
  return { etag: ETag, sizeBytes: bytes.byteLength };
};

const putInParts = async (
  target: ObjectTarget,
  parts: PartReader,
  options: PutObjectOptions,
  ending: UploadEnding,
): Promise<PutObjectResult> => {
  const { s3, bucket, key } = target;
  const fields = { ...objectFields(target, options), ChecksumAlgorithm: 'CRC32' as const };
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(fields));
  const upload = { Bucket: bucket, Key: key, UploadId };
  try {
    const { completed, sizeBytes } = await uploadParts(s3, upload, parts, ending);
    // Not aborted from here: a half-heard completion would leave us not knowing whether the object is there.
    const complete = new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: completed } });
    // S3 puts the parts together before it answers.
    const { ETag = '' } = await s3.send(complete, { requestTimeout: partTimeoutMs });
    return { etag: ETag, sizeBytes };
  } catch (error) {
    // The parts in flight have ended by now. What a service that hangs keeps all the same, the bucket's lifecycle removes.
    await s3.send(new AbortMultipartUploadCommand(upload)).catch(() => undefined);
    throw error;
  }
};

/** Uploads parts side by side; when one fails, no other begins, and those in flight are awaited before this rejects. */
const uploadParts = async (
  s3: S3Client,
  upload: { Bucket: string; Key: string; UploadId: string | undefined },
  parts: PartReader,
  { signal, fail }: UploadEnding,
) => {
  using patience = abortLater(signal, partPatienceMs);
  const completed: CompletedPart[] = [];
  let sizeBytes = 0;
  let nextPartNumber = 1;
  const uploadNext = async (): Promise<void> => {
    for (;;) {
      signal.throwIfAborted();
      const partNumber = nextPartNumber++;
      const value = await parts.next();
      if (value === undefined) return;
      sizeBytes += value.byteLength;
      const command = new UploadPartCommand({
        ...upload,
        PartNumber: partNumber,
        Body: value,
        ContentLength: value.byteLength,
      });
      const sent = s3.send(command, { abortSignal: patience.signal, requestTimeout: partTimeoutMs });
      const { ETag, ChecksumCRC32 } = await sent;
      completed.push({ ETag, PartNumber: partNumber, ...(ChecksumCRC32 && { ChecksumCRC32 }) });
    }
  };
  await Promise.allSettled(Array.from({ length: concurrentParts }, () => uploadNext().catch(fail)));
  signal.throwIfAborted();
  completed.sort((left, right) => (left.PartNumber ?? 0) - (right.PartNumber ?? 0));
  return { completed, sizeBytes };
};

/** Aborts `patienceMs` after `signal` did. */
const abortLater = (signal: AbortSignal, patienceMs: number): Disposable & { readonly signal: AbortSignal } => {
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const wait = () => {
    timer = setTimeout(() => late.abort(signal.reason), patienceMs);
  };
  signal.addEventListener('abort', wait, { once: true });
  return {
    signal: late.signal,
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', wait);
    },
  };
};
