import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  S3ServiceException,
  type GetObjectCommandOutput,
  type HeadObjectCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { sendOptions } from '../backoff.ts';
import { translateError } from '../error-translation.ts';
import { TooLargeError } from '../errors.ts';
import type { ObjectHead, ObjectStore, ReadOptions, StoredObject } from './object-store.types.ts';
import { deletePrefix } from './delete-prefix.ts';
import { presignDownload } from './presign-download.ts';
import { putObject } from './put-object.ts';
import { putStream } from './put-stream.ts';

export interface ObjectStoreDeps {
  readonly s3: S3Client;
  readonly bucket: string;
}

const defaultMaxBytes = 64 * 1024 * 1024;

const isStatus = (error: unknown, ...statuses: readonly number[]): boolean =>
  error instanceof S3ServiceException && statuses.includes(error.$metadata.httpStatusCode ?? 0);

/** Whether an object is missing. A missing bucket is an error instead. */
const isMissing = (error: unknown): boolean =>
  isStatus(error, 404) && error instanceof S3ServiceException && error.name !== 'NoSuchBucket';

const orMissing = async <Result>(read: Promise<Result>): Promise<Result | undefined> => {
  try {
    return await read;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
};

const totalSizeOf = (output: GetObjectCommandOutput | HeadObjectCommandOutput): number => {
  const ofRange = /\/(\d+)$/.exec(('ContentRange' in output && output.ContentRange) || '')?.[1];
  return ofRange === undefined ? (output.ContentLength ?? 0) : Number(ofRange);
};

const headOf = (output: GetObjectCommandOutput | HeadObjectCommandOutput): ObjectHead => ({
  sizeBytes: totalSizeOf(output),
  etag: output.ETag ?? '',
  contentType: output.ContentType,
  metadata: output.Metadata ?? {},
});

const storedObjectOf = (output: GetObjectCommandOutput): StoredObject => {
  if (!(output.Body instanceof Readable)) throw new TypeError('The response of S3 has no body');
  return { ...headOf(output), body: output.Body };
};

const bytesOf = async (key: string, { body, sizeBytes }: StoredObject, maxBytes: number): Promise<Uint8Array> => {
  if (sizeBytes > maxBytes) {
    body.destroy();
    throw new TooLargeError(`Object ${key}`, sizeBytes, maxBytes);
  }
  try {
    return await buffer(body);
  } catch (error) {
    // The client's middleware does not see errors while the body is read.
    throw translateError(error, 's3', 'GetObject');
  }
};

async function* listKeysOf(
  { s3, bucket }: ObjectStoreDeps,
  prefix: string,
  { signal }: ReadOptions,
): AsyncGenerator<string> {
  let token: string | undefined;
  do {
    const command = new ListObjectsV2Command({
      Bucket: bucket,
      Prefix: prefix,
      ...(token && { ContinuationToken: token }),
    });
    const page = await s3.send(command, sendOptions(signal));
    for (const { Key } of page.Contents ?? []) if (Key !== undefined) yield Key;
    token = page.NextContinuationToken;
  } while (token);
}

/** See {@link ObjectStore}. */
export const createObjectStore = ({ s3, bucket }: ObjectStoreDeps): ObjectStore => {
  const listKeys: ObjectStore['listKeys'] = (prefix, options = {}) => listKeysOf({ s3, bucket }, prefix, options);
  const get = async (key: string, range: string | undefined, { signal }: ReadOptions) => {
    const command = new GetObjectCommand({ Bucket: bucket, Key: key, ...(range !== undefined && { Range: range }) });
    const output = await orMissing(s3.send(command, sendOptions(signal)));
    return output && storedObjectOf(output);
  };

  return {
    bucket,
    put: (key, body, options) => putObject({ s3, bucket, key }, body, options),
    putStream: (key, chunks, options) => putStream({ s3, bucket, key }, chunks, options),
    get: (key, options = {}) => get(key, undefined, options),
    getBytes: async (key, { maxBytes = defaultMaxBytes, ...options } = {}) => {
      const object = await get(key, undefined, options);
      return object && bytesOf(key, object, maxBytes);
    },
    getRange: async (key, { offsetBytes, lengthBytes }, options = {}) => {
      if (lengthBytes < 1) throw new RangeError('A range must have at least one byte');
      try {
        return await get(key, `bytes=${offsetBytes}-${offsetBytes + lengthBytes - 1}`, options);
      } catch (error) {
        if (isStatus(error, 416))
          throw new RangeError(`Object ${key} ends before byte ${offsetBytes}`, { cause: error });
        throw error;
      }
    },
    head: async (key, { signal } = {}) => {
      const output = await orMissing(s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), sendOptions(signal)));
      return output && headOf(output);
    },
    delete: async (key, { signal } = {}) => {
      await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }), sendOptions(signal));
    },
    listKeys,
    deletePrefix: (prefix, options = {}) => deletePrefix({ s3, bucket, listKeys }, prefix, options),
    presignDownload: (request) => presignDownload({ s3, bucket }, request),
  };
};
