import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { putObject, putTimeoutMs, type ObjectTarget } from './put-object.ts';
import type { PutStreamOptions, PutObjectResult } from './object-store.types.ts';

/** S3's least size of a part that is not the last; as many as 10,000 parts are allowed. */
const leastPartBytes = 5 * 1024 * 1024;
const defaultPartBytes = 16 * 1024 * 1024;
const request = { requestTimeout: putTimeoutMs };

/** Cuts a stream into parts of the same size, the last of which may be smaller. */
async function* partsOf(chunks: AsyncIterable<Uint8Array>, partBytes: number): AsyncGenerator<Uint8Array> {
  let [pieces, bytes]: [Uint8Array[], number] = [[], 0];
  for await (const chunk of chunks) {
    let rest = chunk;
    while (bytes + rest.length >= partBytes) {
      yield Buffer.concat([...pieces, rest.subarray(0, partBytes - bytes)]);
      rest = rest.subarray(partBytes - bytes);
      [pieces, bytes] = [[], 0];
    }
    if (rest.length > 0) pieces.push(rest);
    bytes += rest.length;
  }
  yield Buffer.concat(pieces);
}

interface Upload extends ObjectTarget {
  readonly id: string;
}

interface Part {
  readonly ETag: string | undefined;
  readonly PartNumber: number;
}

const placeOf = ({ bucket, key, id }: Upload) => ({ Bucket: bucket, Key: key, UploadId: id });

const uploadPart = async (upload: Upload, PartNumber: number, Body: Uint8Array): Promise<Part> => {
  const part = { ...placeOf(upload), PartNumber, Body, ContentLength: Body.byteLength };
  const { ETag } = await upload.s3.send(new UploadPartCommand(part), request);
  return { ETag, PartNumber };
};

const uploadParts = async (
  upload: Upload,
  first: Uint8Array,
  others: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<PutObjectResult> => {
  const parts = [await uploadPart(upload, 1, first)];
  let sizeBytes = first.byteLength;
  for await (const part of others) {
    signal?.throwIfAborted();
    if (part.byteLength === 0) continue;
    parts.push(await uploadPart(upload, parts.length + 1, part));
    sizeBytes += part.byteLength;
  }
  signal?.throwIfAborted();
  const complete = new CompleteMultipartUploadCommand({ ...placeOf(upload), MultipartUpload: { Parts: parts } });
  const { ETag = '' } = await upload.s3.send(complete, request);
  return { etag: ETag, sizeBytes };
};

/**
 * Stores a stream of any length: one part of it is in memory at a time. Where the stream fails or the signal aborts, rejects
 * with the reason and leaves no object behind; parts that could not be removed expire with the bucket's lifecycle.
 */
export const putStream = async (
  target: ObjectTarget,
  chunks: AsyncIterable<Uint8Array>,
  { contentType, signal, partBytes = defaultPartBytes }: PutStreamOptions,
): Promise<PutObjectResult> => {
  if (partBytes < leastPartBytes) throw new RangeError(`A part has ${leastPartBytes} bytes at least`);
  const parts = partsOf(chunks, partBytes);
  const { value: first = new Uint8Array() } = await parts.next();
  signal?.throwIfAborted();
  if (first.byteLength < partBytes) return putObject(target, first, { contentType, signal });
  const create = { Bucket: target.bucket, Key: target.key, ContentType: contentType };
  const { UploadId: id = '' } = await target.s3.send(new CreateMultipartUploadCommand(create), request);
  try {
    return await uploadParts({ ...target, id }, first, parts, signal);
  } catch (error) {
    // The reason of the failure counts, not that of the tidying.
    await target.s3.send(new AbortMultipartUploadCommand(placeOf({ ...target, id })), request).catch(() => undefined);
    throw error;
  }
};
