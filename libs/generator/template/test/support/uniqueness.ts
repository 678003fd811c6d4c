import type { ColumnModel, Json, TableModel, Values } from './model.ts';
import { valuesOf } from './values.ts';

/** The unique keys of a table, including the primary key. */
export const uniqueKeys = (table: TableModel): readonly (readonly string[])[] => [
  ...(table.primaryKey ? [table.primaryKey] : []),
  ...table.indexes.filter((index) => index.unique).map((index) => index.columns),
];

/** Whether two values are equal. A bigint, which is a string in JSON, may refer to an integer, which is a number. */
export const same = (a: Json | undefined, b: Json | undefined): boolean =>
  (typeof a === 'number' && String(a) === b) ||
  (typeof b === 'number' && String(b) === a) ||
  JSON.stringify(a) === JSON.stringify(b);

const clashes = (key: readonly string[], values: Values, rows: readonly Values[]) =>
  key.every((name) => (values.get(name) ?? null) !== null) &&
  rows.some((row) => key.every((name) => same(row.get(name), values.get(name))));

/** Whether the given values contain a whole unique key that another row already has. */
export const isTaken = (table: TableModel, given: Values, rows: readonly Values[]): boolean =>
  uniqueKeys(table).some((key) => clashes(key, given, rows));

/** All combinations of the columns' values, varying the column with most values fastest, starting after `from`. */
function* combinations(columns: readonly ColumnModel[], table: string, from: number) {
  const spaces = columns
    .map((column) => ({ name: column.name, space: valuesOf(column, table) }))
    .sort((a, b) => b.space.size - a.space.size);
  const total = Math.min(
    20_000,
    spaces.reduce((product, { space }) => product * space.size, 1),
  );
  for (let step = 0; step < total; step += 1) {
    let rest = step;
    yield new Map<string, Json>(
      spaces.map(({ name, space }) => {
        const position = (from + rest) % space.size;
        rest = Math.floor(rest / space.size);
        return [name, space.at(position)];
      }),
    );
  }
}

/** Changes `values` in the choosable columns until no unique key clashes with `rows`; false if that is impossible. */
export const settle = (
  table: TableModel,
  values: Values,
  rows: readonly Values[],
  choosable: (column: ColumnModel) => boolean,
  from: number,
): boolean => {
  const keys = uniqueKeys(table);
  for (let round = 0; round < 10; round += 1) {
    const clash = keys.find((key) => clashes(key, values, rows));
    if (!clash) return true;
    const columns = table.columns.filter((column) => clash.includes(column.name) && choosable(column));
    if (columns.length === 0) return false;
    let settled = false;
    for (const combination of combinations(columns, table.name, from + round)) {
      combination.forEach((value, name) => values.set(name, value));
      settled = !keys.some((key) => clashes(key, values, rows));
      if (settled) break;
    }
    if (!settled) return false;
  }
  return false;
};
