import type { Field } from '../data-model.schema.ts';
import { cannotBePrimary, describeFieldType } from '../field-types/index.ts';
import type {
  ResolvedColumn,
  ResolvedDefault,
  ResolvedForeignKey,
  ResolvedIndex,
  ResolvedTable,
} from '../resolved-model.ts';
import { indexMethodOf } from '../index-method.ts';
import { fieldSetKey } from '../text.ts';
import { resolveBound } from '../validation/bounds.ts';
import {
  fieldsOf,
  isKey,
  isPrimaryKey,
  type FieldView,
  type ModelView,
  type TableView,
} from '../validation/model-view.ts';
import { unicodePattern } from '../validation/patterns.ts';
import { readDefaultValue } from '../validation/read-default-value.ts';
import { resolveAccess } from './access.ts';
import type { HeldKey } from './foreign-keys.ts';
import type { KeysByHolder, Owners } from './owners.ts';
import { checkServedKeys } from './served-keys.ts';

const resolveDefault = (field: Field): ResolvedDefault | undefined => {
  if (field.default === undefined || field.default === null) return undefined;
  const reading = readDefaultValue(field);
  return reading.kind === 'default' ? reading.default : undefined;
};

const resolveColumn = ({ field, required }: FieldView): ResolvedColumn => ({
  id: field.id,
  name: field.name,
  type: field.type,
  array: field.array === true,
  required,
  description: field.description || undefined,
  enumValues: field.enumValues,
  length: field.length ?? describeFieldType(field.type).usualLength,
  precision: field.precision,
  scale: field.scale,
  minimum: resolveBound(field, 'minimum'),
  maximum: resolveBound(field, 'maximum'),
  minLength: field.minLength,
  maxLength: field.maxLength,
  pattern: field.pattern === undefined ? undefined : unicodePattern(field.pattern),
  format: field.format,
  default: resolveDefault(field),
});

const resolveForeignKey = (key: HeldKey): ResolvedForeignKey => ({
  name: key.relationship.name,
  id: key.relationship.id,
  columns: key.columns,
  referencedTable: key.referenced.table.name,
  referencedColumns: key.referencedColumns,
  onDelete: key.onDelete,
  onUpdate: key.onUpdate,
  unique: key.unique,
});

/** The model's indexes, those of its `unique` fields, and those of one-to-one keys, each where nothing else does its work. */
const resolveIndexes = (owner: TableView, keys: readonly HeldKey[]): ResolvedIndex[] => {
  const declared = (owner.table.indexes ?? []).map(({ name, fields, unique = false, method }) => ({
    name,
    columns: fields,
    unique,
    method: indexMethodOf(fieldsOf(owner, fields), unique, method),
  }));
  const unique = new Set(declared.flatMap((index) => (index.unique ? fieldSetKey(index.columns) : [])));
  const indexes: ResolvedIndex[] = [];
  const add = (columns: readonly string[]): void => {
    const key = fieldSetKey(columns);
    if (unique.has(key) || isPrimaryKey(owner, columns)) return;
    unique.add(key);
    indexes.push({ name: undefined, columns, unique: true, method: 'btree' });
  };
  for (const { field } of owner.fields.values()) if (field.unique === true) add([field.name]);
  indexes.push(...declared);
  for (const key of keys) if (key.unique && !isKey(owner, key.columns)) add(key.columns);
  return indexes;
};

/** The primary key, or else the shortest unique index of required fields that can stand in a URL. */
const resolveItemKey = (owner: TableView, indexes: readonly ResolvedIndex[]): readonly string[] | undefined => {
  if (owner.primaryKey !== undefined) return owner.primaryKey;
  const usable = (name: string) => {
    const view = owner.fields.get(name);
    return view?.required === true && cannotBePrimary(view.field) === undefined;
  };
  const candidates = indexes.filter(({ unique, columns }) => unique && columns.every(usable));
  return candidates.toSorted((one, other) => one.columns.length - other.columns.length)[0]?.columns;
};

export const resolveTable = (view: ModelView, owner: TableView, keys: KeysByHolder, owners: Owners): ResolvedTable => {
  const held = keys.get(owner) ?? [];
  const indexes = resolveIndexes(owner, held);
  checkServedKeys(view, owner, indexes, keys);
  return {
    id: owner.table.id,
    name: owner.table.name,
    description: owner.table.description || undefined,
    columns: [...owner.fields.values()].map(resolveColumn),
    primaryKey: owner.primaryKey,
    itemKey: resolveItemKey(owner, indexes),
    indexes,
    foreignKeys: held.map(resolveForeignKey),
    softDelete: owner.table.softDelete === true,
    access: resolveAccess(view, owner),
    owner: owners.get(owner),
    origin: 'model',
  };
};
