import { dataModelLimits, type Index, type Table } from '../data-model.schema.ts';
import { describeTable, fieldSetKey, pointer, quote, quoteAll } from '../text.ts';
import {
  closeObject,
  type DocumentObject,
  flag,
  list,
  member,
  nameOfMember,
  openObject,
  put,
  text,
  texts,
} from './document-object.ts';
import type { Draft } from './draft.ts';
import type { FieldLookup } from './field-lookup.ts';
import type { ReadField } from './read-field.ts';
import { findWord, openOtherMembers } from './vocabulary.ts';

const known: ReadonlySet<string> = new Set(['name', 'fields', 'unique', 'isUnique', 'type', 'id']);
const indexTypes = ['primary', 'unique', 'index'] as const;

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

const readIndex = (object: DocumentObject, lookup: FieldLookup): { index: Index; primary: boolean } | undefined => {
  closeObject(object, known, openOtherMembers);
  const type = indexType(object);
  const unique = isUnique(object, type);
  const fields = texts(object, 'fields', dataModelLimits.fieldsPerTable, dataModelLimits.nameLength);
  if (fields === undefined) {
    if (member(object, 'fields') === undefined)
      object.issues.add('missing_member', object.path, `${object.label} lists no fields.`);
    return undefined;
  }
  const index: Index = { fields: fields.map(lookup.nameOf) };
  put(index, 'name', text(object, 'name', dataModelLimits.nameLength) || undefined);
  put(index, 'unique', unique);
  return { index, primary: type === 'primary' };
};

/** The older form lists the primary key among the indexes. */
const readPrimary = (table: Table, { fields }: Index, origin: string, path: string, draft: Draft): void => {
  if (table.primaryKey === undefined) {
    table.primaryKey = fields;
    draft.origins.set(pointer(path, 'primaryKey'), pointer(origin, 'fields'));
  } else if (fieldSetKey(table.primaryKey) !== fieldSetKey(fields)) {
    const message = `${describeTable(table.name)} has the primary key ${quoteAll(table.primaryKey)} and another one over ${quoteAll(fields)}.`;
    draft.issues.add('primary_key_conflict', origin, message);
  }
};

export const readIndexes = (
  object: DocumentObject,
  table: Table,
  lookup: FieldLookup,
  path: string,
  draft: Draft,
): void => {
  const indexes: Index[] = [];
  list(object, 'indexes', dataModelLimits.indexesPerTable)?.forEach((value, position) => {
    const origin = pointer(object.path, 'indexes', position);
    const opened = openObject(value, origin, `Index ${position} of table ${quote(table.name)}`, draft.issues);
    const read = opened && readIndex(opened, lookup);
    if (read === undefined) return;
    if (read.primary) return readPrimary(table, read.index, origin, path, draft);
    draft.origins.set(pointer(path, 'indexes', indexes.length), origin);
    indexes.push(read.index);
  });
  if (indexes.length > 0) table.indexes = indexes;
};

/** A field with where it stands in the document. */
export type PlacedField = ReadField & { readonly origin: string };

/** An index for each field that the designer wants one for, unless a key or an index begins with it already. */
export const addFieldIndexes = (table: Table, fields: readonly PlacedField[], path: string, draft: Draft): void => {
  const marked = table.fields.filter(({ primary }) => primary).map(({ name }) => name);
  const covered = new Set<string | undefined>([(table.primaryKey ?? marked)[0]]);
  for (const index of table.indexes ?? []) covered.add(index.fields[0]);
  for (const { field, hasIndex, origin } of fields) {
    if (!hasIndex || field.unique || covered.has(field.name)) continue;
    const indexes = (table.indexes ??= []);
    draft.origins.set(pointer(path, 'indexes', indexes.length), pointer(origin, 'hasIndex'));
    indexes.push({ fields: [field.name] });
  }
};
