import { dataModelLimits, type Field, type Index, type Table } from '../data-model.schema.ts';
import { describeTable, pointer, quote } from '../text.ts';
import {
  closeObject,
  type DocumentObject,
  flag,
  list,
  member,
  nameOfMember,
  openObject,
  put,
  requiredText,
  text,
  texts,
} from './document-object.ts';
import type { Draft } from './draft.ts';
import { readAccess } from './read-access.ts';
import { readField, type ReadField } from './read-field.ts';
import { findWord, openOtherMembers, openTableMembers } from './vocabulary.ts';

const known: ReadonlySet<string> = new Set([
  'id', 'name', 'description', 'fields', 'primaryKey', 'indexes', 'softDelete', 'access', 'ownerField', 'ownerVia',
  'relationships',
]); // prettier-ignore
const knownOfIndex: ReadonlySet<string> = new Set(['name', 'fields', 'unique', 'isUnique', 'type', 'id']);
const indexTypes = ['primary', 'unique', 'index'] as const;

/** A table that was read; its own relationships are read when all tables are known. */
export interface ReadTable {
  readonly table: Table;
  readonly object: DocumentObject;
}

const indexType = (object: DocumentObject): (typeof indexTypes)[number] | undefined => {
  const name = text(object, 'type', dataModelLimits.nameLength);
  if (name === undefined) return undefined;
  const type = findWord(indexTypes, name, '-');
  if (type === undefined) {
    const message = `${object.label} has the unknown type ${quote(name)}; allowed are ${indexTypes.join(', ')}.`;
    object.issues.add('unknown_value', pointer(object.path, 'type'), message);
  }
  return type;
};

const isUnique = (object: DocumentObject, type: string | undefined): boolean | undefined => {
  const name = nameOfMember(object, ['unique', 'isUnique']);
  const said = name === undefined ? undefined : flag(object, name);
  const byType = type === undefined ? undefined : type !== 'index';
  if (said !== undefined && byType !== undefined && said !== byType) {
    const message = `${object.label}: its type and ${quote(name ?? 'unique')} say different things.`;
    object.issues.add('contradictory_members', pointer(object.path, 'type'), message);
  }
  return said ?? byType;
};

const readIndex = (object: DocumentObject, table: Table): { index: Index; primary: boolean } | undefined => {
  closeObject(object, knownOfIndex, openOtherMembers);
  const type = indexType(object);
  const unique = isUnique(object, type);
  const fields = texts(object, 'fields', dataModelLimits.fieldsPerTable, dataModelLimits.nameLength);
  if (fields === undefined) {
    if (member(object, 'fields') === undefined)
      object.issues.add('missing_member', object.path, `${object.label} lists no fields.`);
    return undefined;
  }
  const index: Index = { fields: fields.map((name) => fieldName(table, name)) };
  put(index, 'name', text(object, 'name', dataModelLimits.nameLength) || undefined);
  put(index, 'unique', unique);
  return { index, primary: type === 'primary' };
};

/** Designers refer to fields by name and, some of them, by id. */
export const fieldName = (table: Table, reference: string): string => {
  if (table.fields.some(({ name }) => name === reference)) return reference;
  const byId = table.fields.filter(({ id }) => id === reference);
  return byId.length === 1 && byId[0] !== undefined ? byId[0].name : reference;
};

const readIndexes = (object: DocumentObject, table: Table, path: string, draft: Draft): void => {
  const indexes: Index[] = [];
  list(object, 'indexes', dataModelLimits.indexesPerTable)?.forEach((value, position) => {
    const origin = pointer(object.path, 'indexes', position);
    const opened = openObject(
      value,
      origin,
      `Index ${position} of ${object.label.toLowerCase().slice(0, 5)} ${quote(table.name)}`,
      draft.issues,
    );
    const read = opened && readIndex(opened, table);
    if (read === undefined) return;
    if (read.primary && table.primaryKey === undefined) {
      table.primaryKey = read.index.fields;
      draft.origins.set(pointer(path, 'primaryKey'), pointer(origin, 'fields'));
      return;
    }
    draft.origins.set(pointer(path, 'indexes', indexes.length), origin);
    indexes.push(read.index);
  });
  if (indexes.length > 0) table.indexes = indexes;
};

/** An index for each field that the designer wants one for, unless a key or an index begins with it already. */
const addFieldIndexes = (
  table: Table,
  fields: readonly (ReadField & { origin: string })[],
  path: string,
  draft: Draft,
): void => {
  const marked = table.fields.filter(({ primary }) => primary).map(({ name }) => name);
  const covered = new Set<string | undefined>([(table.primaryKey ?? marked)[0]]);
  for (const {
    fields: [first],
  } of table.indexes ?? [])
    covered.add(first);
  for (const { field, hasIndex, origin } of fields) {
    if (!hasIndex || field.unique || covered.has(field.name)) continue;
    const indexes = (table.indexes ??= []);
    draft.origins.set(pointer(path, 'indexes', indexes.length), pointer(origin, 'hasIndex'));
    indexes.push({ fields: [field.name] });
  }
};

const readFields = (
  object: DocumentObject,
  table: Table,
  path: string,
  draft: Draft,
): (ReadField & { origin: string })[] => {
  const values = list(object, 'fields', dataModelLimits.fieldsPerTable);
  if (values === undefined && member(object, 'fields') === undefined)
    object.issues.add('missing_member', object.path, `${object.label} has no "fields".`);
  if (values?.length === 0)
    object.issues.add('empty', pointer(object.path, 'fields'), `${object.label} has no fields.`);
  return (values ?? []).flatMap((value, position) => {
    const origin = pointer(object.path, 'fields', position);
    const read = readField(value, origin, pointer(path, 'fields', table.fields.length), table.name, draft);
    if (read === undefined) return [];
    table.fields.push(read.field);
    return [{ ...read, origin }];
  });
};

/** `path` is where the table stands in the canonical model. */
export const readTable = (value: unknown, origin: string, path: string, draft: Draft): ReadTable | undefined => {
  const unnamed = openObject(value, origin, `Table ${origin.split('/').at(-1)}`, draft.issues);
  const name = unnamed && requiredText(unnamed, 'name', dataModelLimits.nameLength);
  if (unnamed === undefined || name === undefined) return undefined;
  const object = { ...unnamed, label: describeTable(name) };
  closeObject(object, known, openTableMembers);
  if (origin !== path) draft.origins.set(path, origin);
  const table: Table = { name, fields: new Array<Field>() };
  put(table, 'id', text(object, 'id', dataModelLimits.nameLength));
  put(table, 'description', text(object, 'description', dataModelLimits.descriptionLength));
  const fields = readFields(object, table, path, draft);
  put(table, 'primaryKey', texts(object, 'primaryKey', dataModelLimits.fieldsPerTable, dataModelLimits.nameLength));
  put(table, 'softDelete', flag(object, 'softDelete'));
  put(table, 'access', readAccess(object));
  put(table, 'ownerField', text(object, 'ownerField', dataModelLimits.nameLength));
  put(table, 'ownerVia', text(object, 'ownerVia', dataModelLimits.nameLength));
  readIndexes(object, table, path, draft);
  addFieldIndexes(table, fields, path, draft);
  return { table, object };
};
