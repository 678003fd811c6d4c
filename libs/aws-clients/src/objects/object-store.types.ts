import type { Readable } from 'node:stream';

/** What is stored: bytes, or text as UTF-8. */
export type ObjectBody = Uint8Array | string;

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface PutObjectOptions extends ReadOptions {
  readonly contentType: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface PutObjectResult {
  readonly etag: string;
  readonly sizeBytes: number;
}

export interface ObjectHead {
  /** Of the whole object, also when a range was read. */
  readonly sizeBytes: number;
  readonly etag: string;
  readonly contentType: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface StoredObject extends ObjectHead {
  /** Read it to the end or destroy it: it holds a connection. */
  readonly body: Readable;
}

export interface PresignDownloadRequest {
  readonly key: string;
  /** The name under which a browser saves it; any Unicode, sent as RFC 6266 says. */
  readonly fileName: string;
  readonly contentType?: string;
  /** 1 to 3,600. */
  readonly expiresInSeconds: number;
}

export interface PresignedDownload {
  /** Never log it: anyone with the URL can read the object. */
  readonly url: string;
  readonly expiresAtEpochSeconds: number;
}

/** One S3 bucket. A missing object is `undefined`, never an error. */
export interface ObjectStore {
  readonly bucket: string;
  /** Stores a body in one request. When the signal aborts, the call rejects once the object is removed again. */
  put(key: string, body: ObjectBody, options: PutObjectOptions): Promise<PutObjectResult>;
  get(key: string, options?: ReadOptions): Promise<StoredObject | undefined>;
  /** The whole object in memory. `maxBytes` (default 64 MiB) guards against more than was expected. */
  getBytes(key: string, options?: ReadOptions & { readonly maxBytes?: number }): Promise<Uint8Array | undefined>;
  /** `lengthBytes` bytes from `offsetBytes` in one request (fewer at the object's end); RangeError beyond the end. */
  getRange(
    key: string,
    range: { readonly offsetBytes: number; readonly lengthBytes: number },
    options?: ReadOptions,
  ): Promise<StoredObject | undefined>;
  head(key: string, options?: ReadOptions): Promise<ObjectHead | undefined>;
  delete(key: string, options?: ReadOptions): Promise<void>;
  /** Keys under a prefix, page by page. */
  listKeys(prefix: string, options?: ReadOptions): AsyncIterableIterator<string>;
  /** Deletes everything under a prefix that ends in `/`, and gives back how many objects that were. Safe to repeat. */
  deletePrefix(prefix: string, options?: ReadOptions): Promise<number>;
  presignDownload(request: PresignDownloadRequest): Promise<PresignedDownload>;
}
