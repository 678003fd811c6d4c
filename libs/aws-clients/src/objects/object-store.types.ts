import type { Readable } from 'node:stream';

/** Bytes, or text that is stored as UTF-8. */
export type ObjectBody = Uint8Array | string;

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface PutObjectOptions extends ReadOptions {
  readonly contentType: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface PutStreamOptions extends ReadOptions {
  readonly contentType: string;
  /** Bytes that are sent at once, and kept in memory: 5 MiB or more. Default 16 MiB. */
  readonly partBytes?: number;
}

export interface PutObjectResult {
  readonly etag: string;
  readonly sizeBytes: number;
}

export interface ObjectHead {
  /** Size of the whole object, even if only a range was read. */
  readonly sizeBytes: number;
  readonly etag: string;
  readonly contentType: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface StoredObject extends ObjectHead {
  /** Must be read to the end or destroyed, as it holds a connection. */
  readonly body: Readable;
}

export interface PresignDownloadRequest {
  readonly key: string;
  /** File name for the browser; any Unicode, encoded according to RFC 6266. */
  readonly fileName: string;
  readonly contentType?: string;
  /** From 1 to 3,600. */
  readonly expiresInSeconds: number;
}

export interface PresignedDownload {
  /** Must not be logged: anyone with the URL can read the object. */
  readonly url: string;
  readonly expiresAtEpochSeconds: number;
}

/** One S3 bucket. A missing object is `undefined`, never an error. */
export interface ObjectStore {
  readonly bucket: string;
  /** Stores a body in one request. If the signal aborts, the object is removed again before the call rejects. */
  put(key: string, body: ObjectBody, options: PutObjectOptions): Promise<PutObjectResult>;
  /**
   * Stores a stream of any length, in parts. If it fails or the signal aborts, nothing is stored; an object that was there under
   * the key stays as it was.
   */
  putStream(key: string, chunks: AsyncIterable<Uint8Array>, options: PutStreamOptions): Promise<PutObjectResult>;
  get(key: string, options?: ReadOptions): Promise<StoredObject | undefined>;
  /** Reads the whole object into memory. {@link TooLargeError} beyond `maxBytes` (default 64 MiB). */
  getBytes(key: string, options?: ReadOptions & { readonly maxBytes?: number }): Promise<Uint8Array | undefined>;
  /** Reads a range, which may be cut short by the end of the object. RangeError if it starts beyond the end. */
  getRange(
    key: string,
    range: { readonly offsetBytes: number; readonly lengthBytes: number },
    options?: ReadOptions,
  ): Promise<StoredObject | undefined>;
  head(key: string, options?: ReadOptions): Promise<ObjectHead | undefined>;
  delete(key: string, options?: ReadOptions): Promise<void>;
  /** Keys under a prefix, page by page. */
  listKeys(prefix: string, options?: ReadOptions): AsyncIterableIterator<string>;
  /** Deletes all objects under a prefix, which must end with `/`, and returns their number. Safe to repeat. */
  deletePrefix(prefix: string, options?: ReadOptions): Promise<number>;
  presignDownload(request: PresignDownloadRequest): Promise<PresignedDownload>;
}
