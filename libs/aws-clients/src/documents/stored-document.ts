import Type, { type Static } from 'typebox';

/** A DynamoDB binary attribute. */
export const Bytes = Type.Refine(
  Type.Unsafe<Uint8Array>({}),
  (value) => value instanceof Uint8Array,
  () => 'must be bytes',
);

/**
 * A JSON document as an item's attribute: gzipped inline, or a pointer to the object that holds the gzipped JSON.
 * `jsonBytes` is the size of the JSON text, `sha256` its hash (hexadecimal): the same document has the same hash.
 */
export const StoredDocument = Type.Union([
  Type.Object({ inline: Bytes, jsonBytes: Type.Integer(), sha256: Type.String() }, { additionalProperties: false }),
  Type.Object(
    { pointer: Type.String(), jsonBytes: Type.Integer(), sha256: Type.String() },
    { additionalProperties: false },
  ),
]);
export type StoredDocument = Static<typeof StoredDocument>;
