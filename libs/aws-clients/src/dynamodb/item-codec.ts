import { ttlAttribute, type TableIndexDefinition } from '@snapinfra/platform';
import type { Static, TSchema } from 'typebox';
import { SchemaMismatchError } from '../errors.ts';
import { createSchemaCodec, type SchemaCodec } from '../schema-codec.ts';
import type { ItemChange, ItemKey, StorageAttributes, Stored } from './table.types.ts';

export interface ItemCodec<Item> {
  /** Validates an item and adds its key and attributes. */
  readonly encode: (key: ItemKey, item: Item, attributes: StorageAttributes | undefined) => Record<string, unknown>;
  /** Validates an item that was read. */
  readonly decode: (raw: Record<string, unknown>) => Stored<Item>;
  /** Validates the members of a change before they are written. */
  readonly checkChange: (change: ItemChange<Item>) => void;
}

/** Attributes that belong to the table and its indexes rather than to the item's schema. */
const storageAttributeNames = (indexes: readonly TableIndexDefinition[], declared: Record<string, unknown>) =>
  ['pk', 'sk', ttlAttribute, ...indexes.flatMap((index) => [index.partitionKey.name, index.sortKey.name])].filter(
    (name) => !Object.hasOwn(declared, name),
  );

const propertiesOf = (schema: TSchema): Record<string, TSchema> =>
  'properties' in schema && typeof schema.properties === 'object' && schema.properties !== null
    ? { ...schema.properties }
    : {};

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** DynamoDB gives the members of an item in any order: sorted, the same item is the same text at each read, as ETags need it. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  return isPlain(value) ? sortedMembers(value) : value;
};

const sortedMembers = (members: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.keys(members)
      .toSorted()
      .map((name) => [name, sorted(members[name])]),
  );

/** Converts between items of one schema and the items that DynamoDB stores. */
export const createItemCodec = <Schema extends TSchema>(
  schema: Schema,
  tableName: string,
  indexes: readonly TableIndexDefinition[],
): ItemCodec<Static<Schema>> => {
  const codec = createSchemaCodec(schema);
  const properties = propertiesOf(schema);
  const stripped = new Set(storageAttributeNames(indexes, properties));
  const memberCodecs = new Map<string, SchemaCodec<TSchema>>();
  const memberCodec = (name: string) => {
    const member = properties[name];
    if (member && !memberCodecs.has(name)) memberCodecs.set(name, createSchemaCodec(member));
    return memberCodecs.get(name);
  };
  const contentOf = (raw: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(raw).filter(([name]) => !stripped.has(name)));
  return {
    encode: (key, item, attributes) => {
      const raw = { ...Object(item), ...attributes, pk: key.pk, sk: key.sk };
      codec.assert(contentOf(raw), `An item to be stored in ${tableName}`);
      return raw;
    },
    decode: (raw) => {
      const { pk, sk } = raw;
      if (typeof pk !== 'string' || typeof sk !== 'string') {
        throw new SchemaMismatchError(`An item of ${tableName}`, [
          { path: '', message: 'must have a string pk and sk' },
        ]);
      }
      return withKey(codec.assert(sortedMembers(contentOf(raw)), `An item of ${tableName}`), { pk, sk });
    },
    checkChange: ({ set = {} }) => {
      for (const [name, value] of Object.entries(set)) {
        memberCodec(name)?.assert(value, `${name} of an item to be updated in ${tableName}`);
      }
    },
  };
};

const withKey = <Item>(item: Item, key: ItemKey): Stored<Item> => Object.assign(item as Item & object, key);
