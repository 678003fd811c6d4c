import type { Static, TSchema } from 'typebox';
import type { StoredDocument } from './stored-document.ts';

export interface EncodeOptions {
  /**
   * Object key for a document that is too large for its item. Use a new key per version; keys are never overwritten.
   */
  readonly objectKey: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * JSON documents of any size as an attribute of an item: inline up to 300 KB gzipped, otherwise as an S3 object.
 * Readers need not distinguish the two.
 */
export interface DocumentStore {
  /**
   * Creates the attribute. A large document is already stored as an object then: remove it if the item is not written.
   */
  encode(document: unknown, options: EncodeOptions): Promise<StoredDocument>;
  /** The same from the JSON text, as a thread gives it that has worked it out; nothing is checked. */
  encodeBytes(json: Uint8Array, options: EncodeOptions): Promise<StoredDocument>;
  /**
   * Reads the document. {@link DocumentMissingError} if its object is missing, {@link SchemaMismatchError} if it is
   * invalid.
   */
  decode(stored: unknown, options?: { readonly signal?: AbortSignal | undefined }): Promise<unknown>;
  decode<Schema extends TSchema>(
    stored: unknown,
    options: { readonly schema: Schema; readonly signal?: AbortSignal | undefined },
  ): Promise<Static<Schema>>;
  /** The JSON text as bytes, to send it as it is. */
  decodeBytes(stored: unknown, options?: { readonly signal?: AbortSignal | undefined }): Promise<Uint8Array>;
  /** Deletes the object of a large document; does nothing for an inline one. */
  remove(stored: StoredDocument): Promise<void>;
}
