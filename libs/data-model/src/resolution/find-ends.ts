import type { Relationship } from '../relationship.schema.ts';
import { pointer, quote, quoteAll } from '../text.ts';
import type { ModelView, TableView } from '../validation/model-view.ts';
import type { Ends } from './foreign-keys.ts';

const mostColumns = 32;

const findTable = (view: ModelView, name: string, path: string): TableView | undefined => {
  const table = view.tables.get(name);
  if (table === undefined) {
    const known = quoteAll(view.tables.keys());
    view.issues.add(
      'unknown_table',
      path,
      `A relationship names the table ${quote(name)}, which does not exist (there are ${known}).`,
    );
  }
  return table;
};

const checkFields = (view: ModelView, owner: TableView, names: readonly string[], path: string): boolean => {
  const seen = new Set<string>();
  let fine = true;
  names.forEach((name, position) => {
    const at = pointer(path, position);
    const table = quote(owner.table.name);
    if (!owner.fields.has(name)) {
      const known = quoteAll(owner.fields.keys());
      const message = `A relationship names the field ${quote(name)} of table ${table}, which has no such field (its fields are ${known}).`;
      view.issues.add('unknown_field', at, message);
      fine = false;
    } else if (seen.has(name)) {
      view.issues.add('duplicate_member', at, `A relationship lists the field ${quote(name)} of table ${table} twice.`);
      fine = false;
    }
    seen.add(name);
  });
  return fine;
};

const checkCounts = ({ issues }: ModelView, relationship: Relationship, path: string): boolean => {
  const { fromFields, toFields, fromTable, toTable, type } = relationship;
  for (const key of ['fromFields', 'toFields'] as const) {
    if (relationship[key].length === 0)
      issues.add('empty', pointer(path, key), `A relationship lists no ${quote(key)}.`);
    if (relationship[key].length > mostColumns) {
      const message = `A relationship lists ${relationship[key].length} fields; PostgreSQL allows ${mostColumns}.`;
      issues.add('too_many', pointer(path, key), message);
    }
  }
  if (type === 'many-to-many' || fromFields.length === toFields.length)
    return fromFields.length > 0 && toFields.length > 0;
  const message = `The relationship from table ${quote(fromTable)} to ${quote(toTable)} lists ${fromFields.length} and ${toFields.length} fields; both ends need the same number.`;
  issues.add('relationship_arity', path, message);
  return false;
};

/** The tables of a relationship; undefined when an end of it does not exist or is none. */
export const findEnds = (view: ModelView, relationship: Relationship, path: string): Ends | undefined => {
  const from = findTable(view, relationship.fromTable, pointer(path, 'fromTable'));
  const to = findTable(view, relationship.toTable, pointer(path, 'toTable'));
  const counted = checkCounts(view, relationship, path);
  const fromFine = from !== undefined && checkFields(view, from, relationship.fromFields, pointer(path, 'fromFields'));
  const toFine = to !== undefined && checkFields(view, to, relationship.toFields, pointer(path, 'toFields'));
  return counted && fromFine && toFine ? { relationship, path, from, to } : undefined;
};
