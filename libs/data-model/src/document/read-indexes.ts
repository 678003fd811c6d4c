import { type Index, type IndexMethod, indexMethods, type Table } from '../data-model.schema.ts';
import { dataModelLimits } from '../data-model-limits.ts';
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

const known: ReadonlySet<string> = new Set(['name', 'fields', 'columns', 'unique', 'isUnique', 'type', 'method', 'id']);
/** The types of an index in documents: its purpose, or PostgreSQL's method, including methods that none of our types has. */
const indexTypes = [
  ...(['primary', 'unique', 'index', 'composite', 'partial'] as const),
  ...(['btree', 'hash', 'gin', 'gist', 'spgist', 'brin'] as const),
] as const;
type IndexType = (typeof indexTypes)[number];
const isMethod = (type: string | undefined): type is IndexMethod => indexMethods.some((method) => method === type);

const indexType = (object: DocumentObject): IndexType | undefined => {
  const name = text(object, 'type', dataModelLimits.nameLength);
  if (name === undefined) return undefined;
  const type = findWord(indexTypes, name, '-') ?? findWord(indexTypes, name, '');
  if (type === undefined) {
    const message = `${object.label} has the unknown type ${quote(name)}; allowed are ${indexTypes.join(', ')}.`;
    object.issues.add('unknown_value', pointer(object.path, 'type'), message);
  }
  return type;
};

const isUnique = (object: DocumentObject, type: IndexType | undefined): boolean | undefined => {
  const name = nameOfMember(object, ['unique', 'isUnique']);
  const said = name === undefined ? undefined : flag(object, name);
  const byType = type === 'primary' || type === 'unique' ? true : type === 'index' ? false : undefined;
  if (said !== undefined && byType !== undefined && said !== byType) {
    const message = `${object.label}: its type and ${quote(name ?? 'unique')} contradict each other.`;
    object.issues.add('contradictory_members', pointer(object.path, 'type'), message);
  }
  return said ?? byType;
};

/** PostgreSQL's method, under its own name or as the designer's type. */
const readMethod = (object: DocumentObject, type: IndexType | undefined): IndexMethod | undefined => {
  const name = text(object, 'method', dataModelLimits.nameLength);
  const method = name === undefined ? undefined : indexMethods.find((known) => known === name.toLowerCase());
  if (name !== undefined && method === undefined) {
    const message = `${object.label} has the unknown method ${quote(name)}; allowed are ${indexMethods.join(', ')}.`;
    object.issues.add('unknown_value', pointer(object.path, 'method'), message);
  }
  const byType = isMethod(type) ? type : undefined;
  if (method !== undefined && byType !== undefined && method !== byType) {
    object.issues.add(
      'contradictory_members',
      pointer(object.path, 'method'),
      `${object.label}: its type and "method" contradict each other.`,
    );
  }
  return method ?? byType;
};

/** What the words promise and the model cannot say: the index is made all the same. */
const warnOfType = (object: DocumentObject, type: IndexType | undefined): void => {
  const at = pointer(object.path, 'type');
  if (type === 'partial') {
    const message = `${object.label} is partial, but has no condition; it covers all rows.`;
    object.issues.add('index_predicate', at, message);
  }
  if (type === 'gist' || type === 'spgist' || type === 'brin') {
    const message = `${object.label} has the method ${type}, which suits none of the field types; PostgreSQL's usual method is used.`;
    object.issues.add('index_method', at, message);
  }
};

interface ReadIndex {
  readonly index: Index;
  readonly primary: boolean;
  /** What the document calls the list of fields. */
  readonly listed: string;
}

const readIndex = (object: DocumentObject, lookup: FieldLookup): ReadIndex | undefined => {
  closeObject(object, known, openOtherMembers);
  const type = indexType(object);
  const unique = isUnique(object, type);
  const method = readMethod(object, type);
  const listed = nameOfMember(object, ['fields', 'columns']) ?? 'fields';
  const fields = texts(object, listed, dataModelLimits.fieldsPerTable, dataModelLimits.nameLength);
  if (fields === undefined) {
    if (member(object, listed) === undefined)
      object.issues.add('missing_member', object.path, `${object.label} lists no fields.`);
    return undefined;
  }
  const index: Index = { fields: fields.map(lookup.nameOf) };
  put(index, 'name', text(object, 'name', dataModelLimits.nameLength) || undefined);
  put(index, 'unique', unique);
  put(index, 'method', method);
  warnOfType(object, type);
  return { index, primary: type === 'primary', listed };
};

/** The older form lists the primary key among the indexes. */
const readPrimary = (
  table: Table,
  { index: { fields }, listed }: ReadIndex,
  origin: string,
  path: string,
  draft: Draft,
): void => {
  if (table.primaryKey === undefined) {
    table.primaryKey = fields;
    draft.origins.set(pointer(path, 'primaryKey'), pointer(origin, listed));
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
    if (opened === undefined || read === undefined) return;
    if (read.primary) return readPrimary(table, read, origin, path, draft);
    const at = pointer(path, 'indexes', indexes.length);
    draft.origins.set(at, origin);
    if (read.listed !== 'fields') draft.origins.set(pointer(at, 'fields'), pointer(origin, read.listed));
    if (member(opened, 'method') === undefined) draft.origins.set(pointer(at, 'method'), pointer(origin, 'type'));
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
