import { DeleteObjectsCommand, type S3Client } from '@aws-sdk/client-s3';
import { sendOptions } from '../backoff.ts';
import { DependencyUnavailableError } from '../errors.ts';
import type { ObjectStore, ReadOptions } from './object-store.types.ts';

export interface DeletePrefixDeps extends Pick<ObjectStore, 'listKeys' | 'bucket'> {
  readonly s3: S3Client;
}

/** S3's limit per request. */
const keysPerDelete = 1_000;
const transientCodes = new Set(['InternalError', 'SlowDown', 'ServiceUnavailable']);

/** Deletes all objects under a prefix and returns their number. */
export const deletePrefix = async (deps: DeletePrefixDeps, prefix: string, options: ReadOptions): Promise<number> => {
  if (!prefix.endsWith('/') || prefix === '/')
    throw new RangeError('A prefix to delete must end with / and must not be just /');
  for (let deleted = 0; ;) {
    // Listed from the start each time, because the objects of the previous page have been deleted.
    const keys = await firstKeys(deps.listKeys(prefix, options));
    if (keys.length === 0) return deleted;
    await deleteKeys(deps, keys, options);
    deleted += keys.length;
  }
};

const firstKeys = async (keys: AsyncIterable<string>): Promise<string[]> => {
  const first: string[] = [];
  for await (const key of keys) {
    first.push(key);
    if (first.length === keysPerDelete) break;
  }
  return first;
};

const deleteKeys = async ({ s3, bucket }: DeletePrefixDeps, keys: readonly string[], { signal }: ReadOptions) => {
  const Delete = { Objects: keys.map((Key) => ({ Key })), Quiet: true };
  const { Errors = [] } = await s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete }), sendOptions(signal));
  const first = Errors[0];
  if (!first) return;
  const cause = new Error(
    `${Errors.length} objects under a prefix were not deleted, the first because of ${first.Code}`,
  );
  if (!transientCodes.has(first.Code ?? '')) throw cause;
  throw new DependencyUnavailableError({ dependency: 's3', reason: 'server_error', operation: 'DeleteObjects', cause });
};
