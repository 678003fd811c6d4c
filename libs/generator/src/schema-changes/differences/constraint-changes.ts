import type { PhysicalCheck, PhysicalForeignKey, PhysicalIndex, PhysicalKey } from '../../physical-schema/index.ts';
import type { Matched, Pair, SchemaMatch, TablePair } from '../matching/schema-match.ts';
import { dataText } from '../same-data.ts';
import { haveSameName, type TypeChange } from './type-changes.ts';

/** What stays and what changes of a table's constraints and indexes. */
export interface ConstraintChanges {
  readonly checks: Matched<PhysicalCheck>;
  readonly indexes: Matched<PhysicalIndex>;
  readonly foreignKeys: Matched<PhysicalForeignKey>;
  readonly primaryKey: Matched<PhysicalKey>;
}

/** Later names by earlier ones. */
export type Translation = ReadonlyMap<string, string>;

export const columnTranslation = ({ columns }: TablePair): Translation =>
  new Map(columns.pairs.map(({ from, to }) => [from.sqlName, to.sqlName]));

/** Undefined where one of the columns has gone. */
const translate = (columns: readonly string[], names: Translation | undefined): readonly string[] | undefined => {
  const later = columns.map((column) => names?.get(column));
  return later.every((name) => name !== undefined) ? later : undefined;
};

/** Pairs each later constraint with an earlier one of the same meaning; of several that are alike, one of the same name first. */
const matchConstraints = <T extends { readonly sqlName: string }>(
  from: readonly T[],
  to: readonly T[],
  meaningBefore: (constraint: T) => string | undefined,
  meaningAfter: (constraint: T) => string,
): Matched<T> => {
  const rest = new Set(from);
  const pairs: Pair<T>[] = [];
  const candidates = (constraint: T): readonly T[] =>
    [...rest].filter((other) => meaningBefore(other) === meaningAfter(constraint));
  for (const constraint of to) {
    const alike = candidates(constraint);
    const found = alike.find(({ sqlName }) => sqlName === constraint.sqlName) ?? alike[0];
    if (found === undefined) continue;
    rest.delete(found);
    pairs.push({ from: found, to: constraint });
  }
  const kept = new Set(pairs.map((pair) => pair.to));
  return { pairs, added: to.filter((constraint) => !kept.has(constraint)), dropped: [...rest] };
};

const checkMeaning = ({ sqlName: _, column, ...condition }: PhysicalCheck, name: string | undefined): string =>
  dataText([name, condition]);

const indexMeaning = (
  { unique, method }: PhysicalIndex,
  columns: readonly string[],
  whereNull: string | undefined,
): string => JSON.stringify([columns, unique, method, whereNull ?? null]);

/** What the comparison of a table's constraints needs to know of all tables. */
export interface TypeContext {
  readonly pairBySqlName: ReadonlyMap<string, TablePair>;
  /** The SQL names of the later columns of a table whose type changes. */
  readonly retyped: (table: TablePair) => ReadonlyMap<string, TypeChange>;
}

const compareChecks = (pair: TablePair, { retyped }: TypeContext): Matched<PhysicalCheck> => {
  const names = columnTranslation(pair);
  const changed = retyped(pair);
  /** PostgreSQL would check all rows again within ALTER TYPE: only where it writes them all, that adds nothing to the lock. */
  const isMadeAnew = (column: string): boolean => {
    const change = changed.get(column);
    if (change === undefined) return false;
    const { from, to } = change.column;
    return !haveSameName(from.type, to.type) || change.conversion.effect !== 'table';
  };
  return matchConstraints(
    pair.from.checks,
    pair.to.checks,
    (check) => {
      const name = names.get(check.column);
      return name === undefined || isMadeAnew(name) ? undefined : checkMeaning(check, name);
    },
    (check) => checkMeaning(check, check.column),
  );
};

const compareIndexes = (pair: TablePair): Matched<PhysicalIndex> => {
  const names = columnTranslation(pair);
  return matchConstraints(
    pair.from.indexes,
    pair.to.indexes,
    (index) => {
      const columns = translate(index.columns, names);
      if (columns === undefined) return undefined;
      if (index.whereNull === undefined) return indexMeaning(index, columns, undefined);
      const whereNull = names.get(index.whereNull);
      return whereNull === undefined ? undefined : indexMeaning(index, columns, whereNull);
    },
    (index) => indexMeaning(index, index.columns, index.whereNull),
  );
};

const comparePrimaryKeys = (pair: TablePair): Matched<PhysicalKey> => {
  const list = (key: PhysicalKey | undefined) => (key === undefined ? [] : [key]);
  const names = columnTranslation(pair);
  return matchConstraints(
    list(pair.from.primaryKey),
    list(pair.to.primaryKey),
    ({ columns }) => JSON.stringify(translate(columns, names)),
    ({ columns }) => JSON.stringify(columns),
  );
};

const setOf = (columns: readonly string[]): string => JSON.stringify(columns.toSorted());

/** Which of a table's keys go with the migration, as sets of earlier columns: a foreign key may hang on each of them. */
const droppedKeys = (indexes: Matched<PhysicalIndex>, primaryKey: Matched<PhysicalKey>): ReadonlySet<string> =>
  new Set(
    [...indexes.dropped.filter(({ unique }) => unique), ...primaryKey.dropped].map(({ columns }) => setOf(columns)),
  );

const keyMeaning = (
  { onDelete, onUpdate }: PhysicalForeignKey,
  columns: readonly string[],
  table: string,
  referenced: readonly string[],
): string => JSON.stringify([columns, table, referenced, onDelete, onUpdate]);

const compareForeignKeys = (
  pair: TablePair,
  { pairBySqlName, retyped }: TypeContext,
  dropped: (table: TablePair) => ReadonlySet<string>,
): Matched<PhysicalForeignKey> => {
  const names = columnTranslation(pair);
  const touches = (table: TablePair, columns: readonly string[]): boolean =>
    columns.some((column) => retyped(table).has(column));
  return matchConstraints(
    pair.from.foreignKeys,
    pair.to.foreignKeys,
    (key) => {
      const target = pairBySqlName.get(key.referencedTable);
      const columns = translate(key.columns, names);
      const referenced = target && translate(key.referencedColumns, columnTranslation(target));
      if (target === undefined || columns === undefined || referenced === undefined) return undefined;
      if (touches(pair, columns) || touches(target, referenced)) return undefined;
      if (dropped(target).has(setOf(key.referencedColumns))) return undefined;
      return keyMeaning(key, columns, target.to.sqlName, referenced);
    },
    (key) => keyMeaning(key, key.columns, key.referencedTable, key.referencedColumns),
  );
};

/** Compares the constraints and indexes of all tables that stay. */
export const constraintChanges = (
  match: SchemaMatch,
  types: readonly TypeChange[],
): ReadonlyMap<TablePair, ConstraintChanges> => {
  const byTable = new Map(
    match.pairs.map((pair) => [
      pair,
      new Map(types.filter(({ table }) => table === pair).map((change) => [change.column.to.sqlName, change])),
    ]),
  );
  const context: TypeContext = {
    pairBySqlName: new Map(match.pairs.map((pair) => [pair.from.sqlName, pair])),
    retyped: (table) => byTable.get(table) ?? new Map<string, TypeChange>(),
  };
  const keys = new Map(
    match.pairs.map((pair) => [pair, { indexes: compareIndexes(pair), primaryKey: comparePrimaryKeys(pair) }]),
  );
  const gone = new Map([...keys].map(([pair, { indexes, primaryKey }]) => [pair, droppedKeys(indexes, primaryKey)]));
  return new Map(
    [...keys].map(([pair, compared]) => [
      pair,
      {
        ...compared,
        checks: compareChecks(pair, context),
        foreignKeys: compareForeignKeys(pair, context, (table) => gone.get(table) ?? new Set()),
      },
    ]),
  );
};
