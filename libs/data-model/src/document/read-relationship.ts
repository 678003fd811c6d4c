import { dataModelLimits } from '../data-model-limits.ts';
import { referentialActions, type Relationship, relationshipTypes } from '../relationship.schema.ts';
import { pointer, quote } from '../text.ts';
import {
  closeObject,
  type DocumentObject,
  member,
  nameOfMember,
  put,
  requiredText,
  text,
  texts,
} from './document-object.ts';
import type { ReadTable } from './read-table.ts';
import { findWord, openOtherMembers } from './vocabulary.ts';

/** A relationship as it was read, with the pointers to where its parts stand in the document. */
export interface ReadRelationship {
  readonly relationship: Relationship;
  readonly origin: string;
  readonly origins: ReadonlyMap<keyof Relationship, string>;
  /** The table that describes it, for one in the designer's form. */
  readonly describedBy: string | undefined;
}

/** Finds tables by name and, as some designers refer to them so, by id. */
export type FindTable = (reference: string) => ReadTable | undefined;

interface Names {
  readonly toTable: string;
  readonly fromFields: readonly string[];
  readonly toFields: readonly string[];
}

const topNames: Names = {
  toTable: 'toTable',
  fromFields: ['fromFields', 'fromField'],
  toFields: ['toFields', 'toField'],
};
const tableNames: Names = {
  toTable: 'targetTable',
  fromFields: ['sourceField', 'sourceFields'],
  toFields: ['targetField', 'targetFields'],
};
const common = ['id', 'name', 'type', 'onDelete', 'onUpdate'];
const knownOfTop: ReadonlySet<string> = new Set([...common, 'fromTable', ...Object.values(topNames).flat()]);
const knownOfTable: ReadonlySet<string> = new Set([...common, ...Object.values(tableNames).flat()]);

const readWord = <Word extends string>(
  object: DocumentObject,
  key: string,
  words: readonly Word[],
  separator: string,
): Word | undefined => {
  const value = text(object, key, dataModelLimits.nameLength);
  if (value === undefined) return undefined;
  const word = findWord(words, value, separator);
  if (word === undefined) {
    const message = `${object.label} has the unknown ${quote(key)} ${quote(value)}; allowed are ${words.join(', ')}.`;
    object.issues.add('unknown_value', pointer(object.path, key), message);
  }
  return word;
};

const sameFields = (object: DocumentObject, names: readonly string[]): string | undefined => {
  const used = names.filter((name) => member(object, name) !== undefined);
  const [first, second] = used;
  if (first === undefined || second === undefined) return first;
  const [one, other] = [member(object, first), member(object, second)].map((value) =>
    Array.isArray(value) ? value : [value],
  );
  return JSON.stringify(one) === JSON.stringify(other) ? first : nameOfMember(object, names);
};

const readFields = (
  object: DocumentObject,
  names: readonly string[],
): { fields: string[]; name: string } | undefined => {
  const name = sameFields(object, names);
  if (name === undefined) {
    object.issues.add('missing_member', object.path, `${object.label} has no ${quote(names[0] ?? '')}.`);
    return undefined;
  }
  if (Array.isArray(member(object, name))) {
    const fields = texts(object, name, dataModelLimits.fieldsPerTable, dataModelLimits.nameLength);
    return fields && { fields, name };
  }
  const field = requiredText(object, name, dataModelLimits.nameLength);
  return field === undefined ? undefined : { fields: [field], name };
};

const readEnds = (object: DocumentObject, names: Names, fromTable: string | undefined, findTable: FindTable) => {
  const type =
    member(object, 'type') === undefined
      ? requiredText(object, 'type', 50)
      : readWord(object, 'type', relationshipTypes, '-');
  const toTable = requiredText(object, names.toTable, dataModelLimits.nameLength);
  const from = readFields(object, names.fromFields);
  const to = readFields(object, names.toFields);
  if (type === undefined || fromTable === undefined || toTable === undefined || from === undefined || to === undefined)
    return undefined;
  const [source, target] = [findTable(fromTable), findTable(toTable)];
  const relationship: Relationship = {
    type: relationshipTypes.find((word) => word === type) ?? 'many-to-one',
    fromTable: source?.table.name ?? fromTable,
    fromFields: source ? from.fields.map(source.lookup.nameOf) : from.fields,
    toTable: target?.table.name ?? toTable,
    toFields: target ? to.fields.map(target.lookup.nameOf) : to.fields,
  };
  return { relationship, fromName: from.name, toName: to.name };
};

/**
 * Reads a relationship of the document's top level or, when `describedBy` is given, one in the designer's form, which
 * stands in the table that it goes out from. Undefined when so much is wrong that nothing more can be said about it.
 */
export const readRelationship = (
  object: DocumentObject,
  findTable: FindTable,
  describedBy?: string,
): ReadRelationship | undefined => {
  const names = describedBy === undefined ? topNames : tableNames;
  closeObject(object, describedBy === undefined ? knownOfTop : knownOfTable, openOtherMembers);
  const fromTable = describedBy ?? requiredText(object, 'fromTable', dataModelLimits.nameLength);
  const ends = readEnds(object, names, fromTable, findTable);
  const onDelete = readWord(object, 'onDelete', referentialActions, ' ');
  const onUpdate = readWord(object, 'onUpdate', referentialActions, ' ');
  const id = text(object, 'id', dataModelLimits.nameLength);
  const name = text(object, 'name', dataModelLimits.nameLength);
  if (ends === undefined) return undefined;
  const { relationship } = ends;
  put(relationship, 'id', id || undefined);
  put(relationship, 'name', name || undefined);
  put(relationship, 'onDelete', onDelete);
  put(relationship, 'onUpdate', onUpdate);
  const at = (key: string) => pointer(object.path, key);
  const origins = new Map<keyof Relationship, string>([
    ['fromFields', at(ends.fromName)],
    ['toFields', at(ends.toName)],
    ['toTable', at(names.toTable)],
    ['fromTable', describedBy === undefined ? at('fromTable') : object.path],
  ]);
  return { relationship, origin: object.path, origins, describedBy };
};
