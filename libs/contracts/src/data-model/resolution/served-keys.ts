import type { ResolvedForeignKey, ResolvedIndex, ResolvedTable } from '../resolved-model.ts';
import { quote, quoteAll } from '../text.ts';
import type { ModelView, TableView } from '../validation/model-view.ts';
import type { KeysByHolder } from './owners.ts';

type Indexed = Pick<ResolvedTable, 'primaryKey' | 'indexes'>;
type Columns = Pick<ResolvedForeignKey, 'columns'>;

/** Whether an index over these columns begins with those of the key, in whichever order: it then finds the rows that refer to one. */
const beginsWith = (indexed: readonly string[], wanted: ReadonlySet<string>): boolean =>
  indexed.length >= wanted.size && indexed.slice(0, wanted.size).every((column) => wanted.has(column));

const isServed = ({ primaryKey, indexes }: Indexed, columns: readonly string[]): boolean => {
  const wanted = new Set(columns);
  return (
    (primaryKey !== undefined && beginsWith(primaryKey, wanted)) ||
    indexes.some(({ method, columns: indexed }) => method !== 'gin' && beginsWith(indexed, wanted))
  );
};

/**
 * The foreign keys of a table that no primary key, unique index or index serves, each set of columns once. Without one,
 * PostgreSQL reads the whole table to find what refers to a row: for an `include`, and whenever that row is deleted.
 */
export const unservedKeys = <Key extends Columns>(table: Indexed, keys: readonly Key[]): Key[] => {
  const indexes: ResolvedIndex[] = [...table.indexes];
  return keys.filter(({ columns }) => {
    if (isServed({ primaryKey: table.primaryKey, indexes }, columns)) return false;
    indexes.push({ name: undefined, columns, unique: false, method: 'btree' });
    return true;
  });
};

/** Warns of foreign keys without an index, and says which one to add. */
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
    const message = `No index of table ${name} begins with ${quoteAll(columns)}, which refers to table ${other}: embedding the rows that refer to one, and deleting it, reads the whole table. Add the index ${index} to table ${name}, or generate with "indexForeignKeys".`;
    issues.add('foreign_key_without_index', path, message);
  }
};
