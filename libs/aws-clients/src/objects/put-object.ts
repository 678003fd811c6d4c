import { DeleteObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ObjectBody, PutObjectOptions, PutObjectResult } from './object-store.types.ts';

/** Longer than other requests, because it includes sending the whole body. */
export const putTimeoutMs = 30_000;

export interface ObjectTarget {
  readonly s3: S3Client;
  readonly bucket: string;
  readonly key: string;
}

/** Stores a body in one request. If the signal aborts, rejects with its reason and leaves no object behind. */
export const putObject = async (
  { s3, bucket, key }: ObjectTarget,
  body: ObjectBody,
  { contentType, metadata, signal }: PutObjectOptions,
): Promise<PutObjectResult> => {
  signal?.throwIfAborted();
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const command = new PutObjectCommand({
    Bucket: bucket,
    Key: key,
    Body: bytes,
    ContentLength: bytes.byteLength,
    ContentType: contentType,
    ...(metadata && { Metadata: { ...metadata } }),
  });
  // Not aborted in flight, because S3 may still execute an aborted request, even after a subsequent delete.
  const { ETag = '' } = await s3.send(command, { requestTimeout: putTimeoutMs });
  if (signal?.aborted) {
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    signal.throwIfAborted();
  }
  return { etag: ETag, sizeBytes: bytes.byteLength };
};
