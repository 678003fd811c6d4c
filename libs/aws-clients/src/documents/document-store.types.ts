import type { Static, TSchema } from 'typebox';
import type { StoredDocument } from './stored-document.ts';

export interface EncodeOptions {
  /** Object key for a document that is too big for its item; one key for one version, never written twice. */
  readonly objectKey: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The document rule: JSON of any size as an attribute of an item. Up to 300 KB gzipped it is inline, beyond that an
 * object, and nobody who reads it sees the difference.
 */
export interface DocumentStore {
  /** Makes the attribute. A big document is in the object store when this resolves; remove it if the item is not written. */
  encode(document: unknown, options: EncodeOptions): Promise<StoredDocument>;
  /** The document again. {@link DocumentMissingError} when its object is gone, {@link SchemaMismatchError} for a foreign one. */
  decode(stored: unknown, options?: { readonly signal?: AbortSignal | undefined }): Promise<unknown>;
  decode<Schema extends TSchema>(
    stored: unknown,
    options: { readonly schema: Schema; readonly signal?: AbortSignal | undefined },
  ): Promise<Static<Schema>>;
  /** The JSON text as bytes: for answering with it as it is. */
  decodeBytes(stored: unknown, options?: { readonly signal?: AbortSignal | undefined }): Promise<Uint8Array>;
  /** Deletes the object behind a pointer; nothing to do for an inline document. */
  remove(stored: StoredDocument): Promise<void>;
}
