import type { Field } from '../data-model.schema.ts';
import { cannotBeIndexed, cannotBePrimary } from '../field-types/index.ts';
import { indexMethodOf } from '../index-method.ts';
import { describeField, describeTable, fieldSetKey, pointer, quote, quoteAll } from '../text.ts';
import { fieldsOf, type ModelView, type TableView } from './model-view.ts';

const mostColumns = 32;

/** Why a field cannot be in the primary key, or in any index, if it cannot. */
const notIndexable = (field: Field, isPrimary: boolean): string | undefined =>
  isPrimary ? cannotBePrimary(field) : cannotBeIndexed(field);

interface Listing {
  readonly fields: readonly string[];
  readonly path: string;
  /** What it is: `The primary key`, `An index`. */
  readonly what: string;
  readonly isPrimary: boolean;
}

const checkListed = (view: ModelView, owner: TableView, listing: Listing, name: string, path: string): void => {
  const { issues, unreadableFields } = view;
  const { table, fields } = owner;
  const found = fields.get(name);
  if (found === undefined) {
    const known = quoteAll(fields.keys());
    const message = `${listing.what} of table ${quote(table.name)} lists ${quote(name)}, which is not one of its fields (${known}).`;
    return issues.add('unknown_field', path, message);
  }
  const reason = unreadableFields.has(found.field) ? undefined : notIndexable(found.field, listing.isPrimary);
  if (reason === undefined) return;
  const message = `${describeField(table.name, name)} is ${reason} and cannot be part of ${listing.what.toLowerCase()}.`;
  issues.add('type_not_a_key', path, message);
};

const checkListing = (view: ModelView, owner: TableView, listing: Listing): void => {
  const { fields, path, what } = listing;
  const table = quote(owner.table.name);
  if (fields.length === 0) view.issues.add('empty', path, `${what} of table ${table} lists no fields.`);
  if (fields.length > mostColumns) {
    const message = `${what} of table ${table} lists ${fields.length} fields; PostgreSQL allows ${mostColumns}.`;
    view.issues.add('too_many', path, message);
  }
  const seen = new Set<string>();
  fields.forEach((name, position) => {
    const at = pointer(path, position);
    if (seen.has(name))
      view.issues.add('duplicate_member', at, `${what} of table ${table} lists ${quote(name)} twice.`);
    else checkListed(view, owner, listing, name, at);
    seen.add(name);
  });
};

const checkPrimaryKey = (view: ModelView, owner: TableView): void => {
  const { table, path } = owner;
  const marked = table.fields.filter(({ primary }) => primary === true).map(({ name }) => name);
  const what = 'The primary key';
  if (table.primaryKey !== undefined) {
    const at = pointer(path, 'primaryKey');
    checkListing(view, owner, { fields: table.primaryKey, path: at, what, isPrimary: true });
    if (marked.length === 0 || fieldSetKey(marked) === fieldSetKey(table.primaryKey)) return;
    const message = `${describeTable(table.name)} has the primary key ${quoteAll(table.primaryKey)}, but marks ${quoteAll(marked)} as primary.`;
    view.issues.add('primary_key_conflict', at, message);
    return;
  }
  if (marked.length > mostColumns) {
    const message = `${what} of table ${quote(table.name)} has ${marked.length} fields; PostgreSQL allows ${mostColumns}.`;
    view.issues.add('too_many', path, message);
  }
  for (const name of marked) {
    const at = owner.fields.get(name)?.path ?? path;
    checkListed(view, owner, { fields: marked, path: at, what, isPrimary: true }, name, pointer(at, 'primary'));
  }
};

const checkUniqueFields = (view: ModelView, owner: TableView): void => {
  for (const { field, path } of owner.fields.values()) {
    if (field.unique !== true) continue;
    const at = pointer(path, 'unique');
    checkListed(
      view,
      owner,
      { fields: [field.name], path: at, what: 'A unique key', isPrimary: false },
      field.name,
      at,
    );
  }
};

const checkIndexes = (view: ModelView, owner: TableView): void => {
  const seen = new Set<string>();
  owner.table.indexes?.forEach(({ fields, unique = false, method }, position) => {
    const path = pointer(owner.path, 'indexes', position);
    const what = unique ? 'A unique index' : 'An index';
    checkListing(view, owner, { fields, path: pointer(path, 'fields'), what, isPrimary: false });
    const listed = fieldsOf(owner, fields);
    const actual = indexMethodOf(listed, unique, method);
    const isKnown = listed.length === fields.length && !listed.some((field) => view.unreadableFields.has(field));
    if (method !== undefined && method !== actual && isKnown) {
      const message = `${what} of table ${quote(owner.table.name)} over ${quoteAll(fields)} cannot have the method ${method}; it gets ${actual}.`;
      view.issues.add('index_method', pointer(path, 'method'), message);
    }
    const key = JSON.stringify([unique, actual, ...fields]);
    if (seen.has(key)) {
      const message = `${describeTable(owner.table.name)} has two indexes over ${quoteAll(fields)} that do the same.`;
      view.issues.add('redundant_index', path, message);
    }
    seen.add(key);
  });
};

/** Primary keys, unique fields and indexes. */
export const checkKeys = (view: ModelView): void => {
  for (const owner of view.tables.values()) {
    checkPrimaryKey(view, owner);
    checkUniqueFields(view, owner);
    checkIndexes(view, owner);
  }
};
