import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { TSchema } from 'typebox';
import { DocumentMissingError } from '../errors.ts';
import type { ObjectStore } from '../objects/object-store.types.ts';
import { createSchemaCodec, type SchemaCodec } from '../schema-codec.ts';
import type { DocumentStore, EncodeOptions } from './document-store.types.ts';
import { StoredDocument } from './stored-document.ts';

export interface DocumentStoreDeps {
  readonly objectStore: Pick<ObjectStore, 'put' | 'getBytes' | 'delete'>;
  /** Largest gzipped document that is stored inline. Default 300 KB, as an item is limited to 400 KB. */
  readonly inlineLimitBytes?: number;
}

const defaultInlineLimitBytes = 300 * 1024;
/** A guard against decompression bombs, far above the largest body that the gateway accepts. */
const maxJsonBytes = 128 * 1024 * 1024;

// The asynchronous versions run on the thread pool, so that a large document does not block the event loop.
const compress = promisify<Uint8Array, { level: number }, Buffer>(gzip);
const decompress = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(gunzip);

const storedDocument = createSchemaCodec(StoredDocument);

/** Codecs cached per schema, because compiling a schema costs more than validating a document. */
const createCodecs = () => {
  const codecs = new WeakMap<TSchema, SchemaCodec<TSchema>>();
  return (schema: TSchema): SchemaCodec<TSchema> => {
    const codec = codecs.get(schema) ?? createSchemaCodec(schema);
    codecs.set(schema, codec);
    return codec;
  };
};

const compressedBytesOf = async (
  { objectStore }: DocumentStoreDeps,
  stored: StoredDocument,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> => {
  if ('inline' in stored) return stored.inline;
  const bytes = await objectStore.getBytes(stored.pointer, { signal });
  if (!bytes) throw new DocumentMissingError(stored.pointer);
  return bytes;
};

/** See {@link DocumentStore}. */
export const createDocumentStore = (deps: DocumentStoreDeps): DocumentStore => {
  const { objectStore, inlineLimitBytes = defaultInlineLimitBytes } = deps;
  const codecOf = createCodecs();

  const encodeBytes = async (json: Uint8Array, { objectKey, signal }: EncodeOptions): Promise<StoredDocument> => {
    const facts = { jsonBytes: json.byteLength, sha256: createHash('sha256').update(json).digest('hex') };
    const bytes = await compress(json, { level: 6 });
    if (bytes.byteLength <= inlineLimitBytes) return { inline: bytes, ...facts };
    await objectStore.put(objectKey, bytes, { contentType: 'application/gzip', signal });
    return { pointer: objectKey, ...facts };
  };

  const encode = async (document: unknown, options: EncodeOptions): Promise<StoredDocument> => {
    const text = JSON.stringify(document);
    if (text === undefined) throw new TypeError('A document is a JSON value');
    return encodeBytes(Buffer.from(text), options);
  };

  const decodeBytes = async (stored: unknown, { signal }: { readonly signal?: AbortSignal | undefined } = {}) => {
    const document = storedDocument.assert(stored, 'A stored document');
    return decompress(await compressedBytesOf(deps, document, signal), { maxOutputLength: maxJsonBytes });
  };

  const decode = async (
    stored: unknown,
    { schema, signal }: { readonly schema?: TSchema; readonly signal?: AbortSignal | undefined } = {},
  ): Promise<unknown> => {
    const bytes = await decodeBytes(stored, { signal });
    const document: unknown = JSON.parse(bytes.toString('utf8'));
    return schema ? codecOf(schema).assert(document, 'A stored document') : document;
  };

  return {
    encode,
    encodeBytes,
    decode,
    decodeBytes,
    remove: async (stored) => {
      if ('pointer' in stored) await objectStore.delete(stored.pointer);
    },
  };
};
