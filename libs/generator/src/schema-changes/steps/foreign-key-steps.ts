import { none, sql, words } from '../../emit/index.ts';
import {
  foreignKeySql,
  type PhysicalForeignKey,
  type PhysicalTable,
  type PhysicalType,
} from '../../physical-schema/index.ts';
import type { MigrationPart } from '../change-plan.ts';
import type { PlannedStep } from '../planned-step.ts';
import type { SchemaDifferences } from '../differences/schema-differences.ts';
import { danglingRows } from '../differences/offenders.ts';
import { isSameReference, waitsForKeys } from '../differences/key-swaps.ts';
import type { TablePair } from '../matching/schema-match.ts';
import { alter, validateConstraint } from './alter-table.ts';
import { locking, quote, step } from './step.ts';

export interface AddedKey {
  readonly table: PhysicalTable;
  /** Undefined for a new table. */
  readonly pair: TablePair | undefined;
  readonly key: PhysicalForeignKey;
}

/** Whether a foreign key has to wait until the indexes have been built and dropped. */
const needsIndex = (
  differences: SchemaDifferences,
  { referencedTable, referencedColumns }: PhysicalForeignKey,
): boolean => {
  const target = differences.pairTo(referencedTable);
  if (target === undefined) return false;
  const swap = differences.swap(target);
  return waitsForKeys(
    differences.constraints(target),
    target,
    referencedColumns,
    swap?.part === 'changes' ? swap : undefined,
  );
};

/** Whether a foreign key comes with the keys that it needs, in the statement that its earlier form goes in. */
const isSwappedLate = (differences: SchemaDifferences, key: PhysicalForeignKey): boolean => {
  const target = differences.pairTo(key.referencedTable);
  const swap = target && differences.swap(target);
  return swap?.part === 'indexes' && swap.foreignKeys.some(({ to }) => to === key);
};

const addedKeys = (differences: SchemaDifferences): readonly AddedKey[] => [
  ...differences.match.pairs.flatMap((pair) =>
    differences.constraints(pair).foreignKeys.added.map((key) => ({ table: pair.to, pair, key })),
  ),
  ...differences.match.added.flatMap((table) => table.foreignKeys.map((key) => ({ table, pair: undefined, key }))),
];

const earlierType = ({ columns }: TablePair, name: string | undefined): PhysicalType | undefined =>
  columns.pairs.find(({ to }) => to.sqlName === name)?.from.type;

/** Whether equal values of two columns have one spelling: numbers with the same count of digits behind the point. */
const areWrittenAlike = ([one, other]: readonly (PhysicalType | undefined)[]): boolean => {
  if (one?.name !== 'numeric' || other?.name !== 'numeric') return false;
  const [scale, otherScale] = [one, other].map(({ parameters: [precision, digits = 0] }) =>
    precision === undefined ? undefined : digits,
  );
  return scale !== undefined && scale === otherScale;
};

/**
 * Whether each row of a table referred to another one of it, and no two to the same: then there was one that referred to
 * each, and the reference can be turned round.
 */
const isTurnedRound = ({ from }: TablePair, { columns, referencedTable }: PhysicalForeignKey): boolean => {
  const isWithin = (names: readonly string[]): boolean => names.every((name) => columns.includes(name));
  return (
    referencedTable === from.sqlName &&
    from.columns.every(({ sqlName, notNull }) => notNull || !columns.includes(sqlName)) &&
    ((from.primaryKey !== undefined && isWithin(from.primaryKey.columns)) ||
      from.indexes.some((index) => index.unique && index.whereNull === undefined && isWithin(index.columns)))
  );
};

const placesOf = ({ columns, referencedTable, referencedColumns }: PhysicalForeignKey): string =>
  JSON.stringify([columns, referencedTable, referencedColumns]);

/**
 * What the rows of a table refer to, also by way of others: where a key is itself a reference, what refers to it refers to the
 * same row.
 */
const referencesOf = (
  tables: readonly PhysicalTable[],
  { foreignKeys }: PhysicalTable,
): readonly PhysicalForeignKey[] => {
  const found = [...foreignKeys];
  for (const key of found) {
    const next = tables.find(({ sqlName }) => sqlName === key.referencedTable);
    for (const further of next?.foreignKeys ?? []) {
      const columns = further.columns.flatMap((column) => key.columns[key.referencedColumns.indexOf(column)] ?? []);
      const isOverAll = [key, further].every((each) => each.columns.length === columns.length);
      const isNew = found.every((other) => placesOf(other) !== placesOf({ ...further, columns }));
      if (isOverAll && isNew) found.push({ ...further, columns });
    }
  }
  return found;
};

/** Whether the earlier schema had the same reference, perhaps with other actions, and conversions keep equals equal. */
const isImplied = (differences: SchemaDifferences, pair: TablePair, key: PhysicalForeignKey): boolean => {
  const target = differences.pairTo(key.referencedTable);
  if (target === undefined) return false;
  const splits = (table: TablePair, name: string | undefined): boolean =>
    differences.typeChange(table, name ?? '')?.conversion.splitsEquals ?? false;
  const mayPart = key.columns.some((name, position) => {
    const referenced = key.referencedColumns[position];
    const types = [earlierType(pair, name), earlierType(target, referenced)];
    return (splits(pair, name) || splits(target, referenced)) && !areWrittenAlike(types);
  });
  if (mayPart) return false;
  return referencesOf(differences.match.from.tables, pair.from).some((from) => {
    const turned = { ...from, columns: from.referencedColumns, referencedColumns: from.columns };
    return (
      isSameReference({ from, to: key }, pair, target) ||
      (isTurnedRound(pair, from) && isSameReference({ from: turned, to: key }, pair, target))
    );
  });
};

const marksOf = (differences: SchemaDifferences, { table, pair, key }: AddedKey) => {
  const target = differences.pairTo(key.referencedTable)?.from;
  const tables = [pair?.from, target].flatMap((found) => (found === undefined ? [] : [found.sqlName]));
  const reason = words`fails on rows of ${quote(table.name)} that refer to no row of ${quote(key.referencedTable)}`;
  return [
    pair === undefined || isImplied(differences, pair, key) ? undefined : danglingRows(differences, pair, key, reason),
    tables.length === 0 ? undefined : locking('SHARE ROW EXCLUSIVE', [...new Set(tables)]),
  ];
};

const summaryOf = ({ table, key }: AddedKey): string =>
  words`${quote(table.name)} refers to ${quote(key.referencedTable)} by ${key.columns.map(quote).join(', ')}`;

/** The referential actions that differ from those of the earlier key. */
const changedActions = (differences: SchemaDifferences, { pair, key }: AddedKey): string => {
  const target = differences.pairTo(key.referencedTable);
  if (pair === undefined || target === undefined) return '';
  const { dropped } = differences.constraints(pair).foreignKeys;
  const before = dropped.find((from) => isSameReference({ from, to: key }, pair, target));
  const changed = (event: string, earlier = '', later = ''): readonly string[] =>
    earlier === later ? [] : [words`ON ${event} ${later.toUpperCase()} instead of ${earlier.toUpperCase()}`];
  const actions = before && [
    ...changed('DELETE', before.onDelete, key.onDelete),
    ...changed('UPDATE', before.onUpdate, key.onUpdate),
  ];
  return actions === undefined || actions.length === 0 ? '' : words`, ${actions.join(' and ')}`;
};

/**
 * Whether there is no row to look at: the table is new and no link was copied into it. In a later file than the one that
 * made it, it may have some by then.
 */
const isEmpty = (differences: SchemaDifferences, { table, pair }: AddedKey, part: MigrationPart): boolean =>
  pair === undefined && part === 'changes' && !differences.links.some(({ link }) => link === table);

const add = (differences: SchemaDifferences, added: AddedKey, part: MigrationPart): PlannedStep => {
  const notValid = isEmpty(differences, added, part) ? none : sql` NOT VALID`;
  return step({
    kind: 'add_foreign_key',
    part,
    table: added.table.name,
    summary: words`${summaryOf(added)}${changedActions(differences, added)}`,
    sql: sql`
      ${alter(added.table)}
        ADD ${foreignKeySql(added.key)}${notValid};
    `,
    marks: marksOf(differences, added),
  });
};

/** Looks at the rows of a foreign key that is there. */
export const validateForeignKey = (added: AddedKey, part: MigrationPart): PlannedStep =>
  step({
    kind: 'validate_foreign_key',
    part,
    table: added.table.name,
    summary: words`Checks that in all rows ${summaryOf(added)}`,
    sql: validateConstraint(added.table, added.key.sqlName),
  });

/** Foreign keys to what is there by the end of the transaction; rows that are there are looked at later. */
export const addForeignKeys = (differences: SchemaDifferences): readonly PlannedStep[] =>
  addedKeys(differences)
    .filter(({ key }) => !needsIndex(differences, key))
    .flatMap((added) => [
      add(differences, added, 'changes'),
      ...(isEmpty(differences, added, 'changes') ? [] : [validateForeignKey(added, 'validation')]),
    ]);

/** Foreign keys to what only the new indexes make unique. */
export const addForeignKeysLate = (differences: SchemaDifferences): readonly PlannedStep[] =>
  addedKeys(differences)
    .filter(({ key }) => needsIndex(differences, key) && !isSwappedLate(differences, key))
    .flatMap((added) => [add(differences, added, 'indexes'), validateForeignKey(added, 'indexes')]);
