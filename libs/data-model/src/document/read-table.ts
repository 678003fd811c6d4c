import { type Table } from '../data-model.schema.ts';
import { dataModelLimits } from '../data-model-limits.ts';
import { describeTable, pointer } from '../text.ts';
import {
  closeObject,
  type DocumentObject,
  flag,
  list,
  member,
  openObject,
  put,
  requiredText,
  text,
  texts,
} from './document-object.ts';
import { assumePrimaryKey } from './assume-primary-key.ts';
import type { Draft } from './draft.ts';
import { createFieldLookup, type FieldLookup } from './field-lookup.ts';
import { readAccess } from './read-access.ts';
import { readField } from './read-field.ts';
import { addFieldIndexes, type PlacedField, readIndexes } from './read-indexes.ts';
import { openTableMembers } from './vocabulary.ts';

const known: ReadonlySet<string> = new Set([
  'id', 'name', 'description', 'fields', 'primaryKey', 'indexes', 'softDelete', 'access', 'ownerField', 'ownerVia',
  'relationships',
]); // prettier-ignore
/** A table that was read; its own relationships are read when all tables are known. */
export interface ReadTable {
  readonly table: Table;
  readonly object: DocumentObject;
  readonly lookup: FieldLookup;
}

const readFields = (object: DocumentObject, table: Table, path: string, draft: Draft): PlacedField[] => {
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
  const table: Table = { name, fields: [] };
  put(table, 'id', text(object, 'id', dataModelLimits.nameLength) || undefined);
  put(table, 'description', text(object, 'description', dataModelLimits.descriptionLength));
  const fields = readFields(object, table, path, draft);
  put(table, 'primaryKey', texts(object, 'primaryKey', dataModelLimits.fieldsPerTable, dataModelLimits.nameLength));
  put(table, 'softDelete', flag(object, 'softDelete'));
  put(table, 'access', readAccess(object));
  put(table, 'ownerField', text(object, 'ownerField', dataModelLimits.nameLength));
  put(table, 'ownerVia', text(object, 'ownerVia', dataModelLimits.nameLength));
  const lookup = createFieldLookup(table.fields);
  readIndexes(object, table, lookup, path, draft);
  assumePrimaryKey(table, draft);
  addFieldIndexes(table, fields, path, draft);
  return { table, object, lookup };
};
