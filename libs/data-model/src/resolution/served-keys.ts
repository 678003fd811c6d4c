import type { ResolvedForeignKey, ResolvedIndex, ResolvedTable } from '../resolved-model.ts';
import { fieldSetKey, quote, quoteAll } from '../text.ts';
import type { ModelView, TableView } from '../validation/model-view.ts';
import type { KeysByHolder } from './owners.ts';

type Indexed = Pick<ResolvedTable, 'primaryKey' | 'indexes'>;
type Columns = Pick<ResolvedForeignKey, 'columns'>;

/** The lists of columns by which PostgreSQL finds rows with given values; GIN only finds rows by contained values. */
const searchable = ({ primaryKey, indexes }: Indexed): readonly (readonly string[])[] => [
  ...(primaryKey === undefined ? [] : [primaryKey]),
  ...indexes.filter(({ method }) => method !== 'gin').map(({ columns }) => columns),
];

/**
 * The foreign keys of a table that no primary key, unique index or index serves, each set of columns once: one whose first
 * columns are those of the key, in whichever order. Without one, PostgreSQL reads the whole table to find the rows that refer to a
 * row: for an `include`, and whenever that row is deleted.
 */
export const unservedKeys = <Key extends Columns>(table: Indexed, keys: readonly Key[]): Key[] => {
  const lengths = [...new Set(keys.map(({ columns }) => columns.length))];
  const beginnings = (columns: readonly string[]): string[] =>
    lengths.filter((length) => length <= columns.length).map((length) => fieldSetKey(columns.slice(0, length)));
  const served = new Set(searchable(table).flatMap(beginnings));
  return keys.filter(({ columns }) => {
    if (served.has(fieldSetKey(columns))) return false;
    for (const beginning of beginnings(columns)) served.add(beginning);
    return true;
  });
};

/** Warns of foreign keys without an index, and names the index to add. */
export const checkServedKeys = (
  { issues }: ModelView,
  owner: TableView,
  indexes: readonly ResolvedIndex[],
  keys: KeysByHolder,
): void => {
  const name = quote(owner.table.name);
  for (const { columns, referenced, path } of unservedKeys(
    { primaryKey: owner.primaryKey, indexes },
    keys.get(owner) ?? [],
  )) {
    const other = quote(referenced.table.name);
    const index = `{ "fields": [${quoteAll(columns)}] }`;
    const message = `No index of table ${name} begins with ${quoteAll(columns)}, which refers to table ${other}: embedding the referring rows, and deleting the row that they refer to, reads the whole table. Add the index ${index} to table ${name}, or generate with "indexForeignKeys".`;
    issues.add('foreign_key_without_index', path, message);
  }
};
