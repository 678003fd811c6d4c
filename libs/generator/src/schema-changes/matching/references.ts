import type { PhysicalColumn, PhysicalTable } from '../../physical-schema/index.ts';
import type { Pair, TablePair } from './schema-match.ts';

/** A column of a foreign key, and the column that it refers to, as a key to compare by. */
interface Reference {
  readonly column: string;
  readonly target: string;
}

const targetKey = (table: string, column: string): string => JSON.stringify([table, column]);

/** Names a referenced column of the earlier schema as the later one does; undefined where it does not stay. */
export type LaterTarget = (table: string, column: string) => string | undefined;

/** @param pairs the tables that stay, with their columns */
export const laterTargets = (pairs: readonly TablePair[]): LaterTarget => {
  const tables = new Map(pairs.map((pair) => [pair.from.sqlName, pair]));
  return (table, column) => {
    const pair = tables.get(table);
    const found = pair?.columns.pairs.find(({ from }) => from.sqlName === column);
    return pair && found && targetKey(pair.to.sqlName, found.to.sqlName);
  };
};

const referencesOf = ({ foreignKeys }: PhysicalTable, targetOf: LaterTarget): readonly Reference[] =>
  foreignKeys.flatMap(({ columns, referencedTable, referencedColumns }) =>
    columns.flatMap((column, position): Reference[] => {
      const target = targetOf(referencedTable, referencedColumns[position] ?? '');
      return target === undefined ? [] : [{ column, target }];
    }),
  );

export const earlierReferences = (table: PhysicalTable, later: LaterTarget): readonly Reference[] =>
  referencesOf(table, later);

export const laterReferences = (table: PhysicalTable): readonly Reference[] => referencesOf(table, targetKey);

/** Whether two tables refer to the same columns, whatever their own are called. */
export const referToTheSame = (from: PhysicalTable, to: PhysicalTable, later: LaterTarget): boolean => {
  const targets = (references: readonly Reference[]): string =>
    JSON.stringify(references.map(({ target }) => target).toSorted());
  const before = earlierReferences(from, later);
  return before.length > 0 && targets(before) === targets(laterReferences(to));
};

/** The tables that each column refers to. */
const referencedTables = ({ foreignKeys }: PhysicalTable): ReadonlyMap<string, readonly string[]> => {
  const references = foreignKeys.flatMap(({ columns, referencedTable }) =>
    columns.map((column) => ({ column, referencedTable })),
  );
  const byColumn = Map.groupBy(references, ({ column }) => column);
  return new Map([...byColumn].map(([column, found]) => [column, found.map((each) => each.referencedTable)]));
};

/**
 * Tells the columns whose values would be taken for those of another table if the one became the other: rows of a table that is
 * new are none that a value could refer to, and keys of two tables are often the same numbers.
 *
 * @param later the later SQL name of each earlier table that stays, or that probably does
 */
export const refersElsewhere = (table: Pair<PhysicalTable>, later: ReadonlyMap<string, string>) => {
  const [before, after] = [referencedTables(table.from), referencedTables(table.to)];
  const all = new Set(later.values());
  return (from: PhysicalColumn, to: PhysicalColumn): boolean => {
    const wanted = after.get(to.sqlName);
    const known = before.get(from.sqlName)?.map((name) => later.get(name));
    return wanted !== undefined && !wanted.some((name) => known?.includes(name) ?? all.has(name));
  };
};
