import type { PhysicalForeignKey, PhysicalIndex, PhysicalKey } from '../../physical-schema/index.ts';
import type { TablePair } from '../matching/schema-match.ts';
import type { Comparison } from './comparison.ts';
import { columnTranslation, type ConstraintChanges } from './constraint-changes.ts';

/** A foreign key that goes and comes back over the same columns, because the key that it refers to is another one. */
export interface ReplacedForeignKey {
  readonly holder: TablePair;
  readonly from: PhysicalForeignKey;
  readonly to: PhysicalForeignKey;
}

/** Keys of a table that come in the place of others, in one transaction with the foreign keys that need them. */
export interface KeySwap {
  readonly table: TablePair;
  /**
   * `indexes` where the old keys can stay until the new ones have been built beside them; `changes` where a column of theirs
   * goes or is written anew.
   */
  readonly part: 'changes' | 'indexes';
  readonly oldKey: PhysicalKey | undefined;
  readonly newKey: PhysicalKey | undefined;
  readonly foreignKeys: readonly ReplacedForeignKey[];
  /** Unique indexes that go and that the foreign keys may hang on. */
  readonly oldIndexes: readonly PhysicalIndex[];
  /** Unique indexes that come and that the foreign keys need. */
  readonly newIndexes: readonly PhysicalIndex[];
}

const sameSet = (left: readonly (string | undefined)[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((column) => column !== undefined && right.includes(column));

/** Whether foreign keys can refer to what an index keeps apart. */
const isWhole = ({ unique, whereNull }: PhysicalIndex): boolean => unique && whereNull === undefined;

/** The later names of earlier columns; undefined for those that go. */
const laterColumns = (table: TablePair, columns: readonly string[]): readonly (string | undefined)[] => {
  const names = columnTranslation(table);
  return columns.map((column) => names.get(column));
};

const isOver =
  (columns: readonly string[]) =>
  (key: PhysicalKey): boolean =>
    sameSet(key.columns, columns);

const wasOver =
  (table: TablePair, columns: readonly string[]) =>
  (key: PhysicalKey): boolean =>
    sameSet(laterColumns(table, key.columns), columns);

/**
 * Whether a foreign key over these later columns of a table has to wait for the table's new keys: what it refers to is unique
 * by them only, or by a key, too, that goes, on which PostgreSQL could make it depend.
 *
 * @param swap the one of the table, if its keys are there, and have gone, within the transaction
 */
export const waitsForKeys = (
  { primaryKey, indexes }: ConstraintChanges,
  table: TablePair,
  columns: readonly string[],
  swap?: KeySwap,
): boolean => {
  const there = [
    ...primaryKey.pairs.map(({ to }) => to),
    ...indexes.pairs.map(({ to }) => to).filter(isWhole),
    ...(swap?.newKey === undefined ? [] : [swap.newKey]),
    ...(swap?.newIndexes ?? []),
  ];
  const going = [
    ...(swap === undefined ? primaryKey.dropped : []),
    ...indexes.dropped.filter((index) => isWhole(index) && swap?.oldIndexes.includes(index) !== true),
  ];
  return going.some(wasOver(table, columns)) || !there.some(isOver(columns));
};

const inAnyOrder = (columns: readonly (string | undefined)[], referenced: readonly (string | undefined)[]): string =>
  JSON.stringify(columns.map((column, position) => JSON.stringify([column, referenced[position]])).toSorted());

/** Whether the earlier and the later key hold the same relationship, whatever the order of their columns. */
export const isSameReference = (
  { from, to }: { readonly from: PhysicalForeignKey; readonly to: PhysicalForeignKey },
  holder: TablePair,
  target: TablePair,
): boolean =>
  from.referencedTable === target.from.sqlName &&
  to.referencedTable === target.to.sqlName &&
  inAnyOrder(laterColumns(holder, from.columns), laterColumns(target, from.referencedColumns)) ===
    inAnyOrder(to.columns, to.referencedColumns);

const replacedForeignKeys = (comparison: Comparison, target: TablePair): readonly ReplacedForeignKey[] =>
  comparison.match.pairs.flatMap((holder) => {
    const { added, dropped } = comparison.constraints(holder).foreignKeys;
    const rest = new Set(dropped);
    return added.flatMap((to): ReplacedForeignKey[] => {
      const from = [...rest].find((from) => isSameReference({ from, to }, holder, target));
      if (from === undefined || !waitsForKeys(comparison.constraints(target), target, to.referencedColumns)) return [];
      rest.delete(from);
      return [{ holder, from, to }];
    });
  });

const keySwap = (comparison: Comparison, table: TablePair): KeySwap | undefined => {
  const { primaryKey, indexes } = comparison.constraints(table);
  const [oldKey, newKey] = [primaryKey.dropped[0], primaryKey.added[0]];
  const foreignKeys = replacedForeignKeys(comparison, table);
  if (oldKey === undefined && newKey === undefined && foreignKeys.length === 0) return undefined;
  const isRewritten = (of: TablePair, columns: readonly (string | undefined)[]): boolean =>
    columns.some((column) => column === undefined || comparison.typeChange(of, column) !== undefined);
  const isHindered =
    isRewritten(table, laterColumns(table, oldKey?.columns ?? [])) ||
    foreignKeys.some(({ holder, to }) => isRewritten(holder, to.columns) || isRewritten(table, to.referencedColumns));
  const needed = foreignKeys.map(({ to }) => to.referencedColumns);
  const present = [
    ...[...primaryKey.pairs, ...indexes.pairs.filter(({ to }) => isWhole(to))].map(({ to }) => to),
    ...(newKey === undefined ? [] : [newKey]),
  ];
  const missing = needed.filter((columns) => !present.some(isOver(columns)));
  return {
    table,
    part: isHindered ? 'changes' : 'indexes',
    oldKey,
    newKey,
    foreignKeys,
    oldIndexes: indexes.dropped.filter(
      (index) => isWhole(index) && needed.some((columns) => wasOver(table, columns)(index)),
    ),
    newIndexes: indexes.added.filter((index) => isWhole(index) && missing.some((columns) => isOver(columns)(index))),
  };
};

/** How the keys of each table change that gets others. */
export const keySwaps = (comparison: Comparison): ReadonlyMap<TablePair, KeySwap> =>
  new Map(
    comparison.match.pairs.flatMap((table) => {
      const swap = keySwap(comparison, table);
      return swap === undefined ? [] : [[table, swap] as const];
    }),
  );
