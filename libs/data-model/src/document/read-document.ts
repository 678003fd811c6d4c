import { dataModelLimits } from '../data-model-limits.ts';
import { type Relationship } from '../relationship.schema.ts';
import { pointer } from '../text.ts';
import { deepest, isTooDeep } from './depth.ts';
import { closeObject, type DocumentObject, list, member, openObject, put, requiredText } from './document-object.ts';
import { createDraft, type Draft } from './draft.ts';
import { followForeignKeyMarks } from './follow-foreign-key-marks.ts';
import { mergeRelationships } from './merge-relationships.ts';
import { readAccess } from './read-access.ts';
import { type FindTable, type ReadRelationship, readRelationship } from './read-relationship.ts';
import { readTable, type ReadTable } from './read-table.ts';
import { settleNumberTypes } from './settle-number-types.ts';
import { openModelMembers } from './vocabulary.ts';

const known: ReadonlySet<string> = new Set(['name', 'tables', 'relationships', 'access']);

const readTables = (document: DocumentObject, draft: Draft): ReadTable[] => {
  const values = list(document, 'tables', dataModelLimits.tables);
  if (values === undefined && member(document, 'tables') === undefined)
    document.issues.add('missing_member', document.path, 'The model has no "tables".');
  if (values?.length === 0) document.issues.add('empty', '/tables', 'The model has no tables.');
  return (values ?? []).flatMap((value, position) => {
    const origin = pointer('', 'tables', position);
    const read = readTable(value, origin, pointer('', 'tables', draft.model.tables.length), draft);
    if (read === undefined) return [];
    draft.model.tables.push(read.table);
    return [read];
  });
};

const tableFinder = (tables: readonly ReadTable[]): FindTable => {
  const byName = new Map(tables.toReversed().map((read) => [read.table.name, read]));
  const byId = new Map<string, ReadTable | undefined>();
  for (const read of tables) {
    const { id } = read.table;
    // An id that two tables share means neither.
    if (id !== undefined) byId.set(id, byId.has(id) ? undefined : read);
  }
  return (reference) => byName.get(reference) ?? byId.get(reference);
};

const readList = (object: DocumentObject, findTable: FindTable, describedBy?: string): ReadRelationship[] =>
  (list(object, 'relationships', dataModelLimits.relationships) ?? []).flatMap((value, position) => {
    const path = pointer(object.path, 'relationships', position);
    const label = describedBy === undefined ? `Relationship ${position}` : `${object.label}, relationship ${position}`;
    const opened = openObject(value, path, label, object.issues);
    return (opened && readRelationship(opened, findTable, describedBy)) ?? [];
  });

const readRelationships = (document: DocumentObject, tables: readonly ReadTable[], draft: Draft): void => {
  const findTable = tableFinder(tables);
  const read = [
    ...readList(document, findTable),
    ...tables.flatMap(({ object, table }) => readList(object, findTable, table.name)),
  ];
  // Designers describe each relationship twice, once in each of its tables.
  const merged = read.length > 2 * dataModelLimits.relationships ? read : mergeRelationships(read, draft.issues);
  if (merged.length > dataModelLimits.relationships) {
    const message = `The model has ${merged.length} relationships; at most ${dataModelLimits.relationships} are allowed.`;
    return draft.issues.add('too_many', '', message);
  }
  followForeignKeyMarks(merged, findTable, draft);
  const relationships: Relationship[] = merged.map(({ relationship }) => relationship);
  settleNumberTypes(draft, relationships, findTable);
  merged.forEach(({ origin, origins }, position) => {
    const path = pointer('', 'relationships', position);
    if (path !== origin) draft.origins.set(path, origin);
    for (const [key, at] of origins) if (pointer(path, key) !== at) draft.origins.set(pointer(path, key), at);
  });
  if (relationships.length > 0) draft.model.relationships = relationships;
};

/** Reads a document of any dialect, as far as it can be read. */
export const readDocument = (value: unknown): Draft => {
  const draft = createDraft();
  const document = openObject(value, '', 'The model', draft.issues);
  if (document === undefined) return draft;
  if (isTooDeep(value)) {
    draft.issues.add('too_deep', '', `The document is nested more than ${deepest} levels deep.`);
    return draft;
  }
  closeObject(document, known, openModelMembers);
  put(draft.model, 'name', requiredText(document, 'name', dataModelLimits.nameLength));
  const tables = readTables(document, draft);
  put(draft.model, 'access', readAccess(document));
  readRelationships(document, tables, draft);
  return draft;
};
