const guessBytes = 64 * 1024;

/** Bytes of JSON of a StoredDocument, as its record keeps them for lists. */
export const jsonBytesOf = (document: unknown): number => {
  const isObject = typeof document === 'object' && document !== null && 'jsonBytes' in document;
  return isObject && typeof document.jsonBytes === 'number' ? document.jsonBytes : guessBytes;
};

/** The bytes of a document of a record: a guess where an earlier version wrote it, none where there is no document. */
export const knownBytes = (exists: boolean, bytes: number | undefined): number => (exists ? (bytes ?? guessBytes) : 0);
