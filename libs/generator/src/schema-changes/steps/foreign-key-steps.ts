import { none, sql, sqlIdentifier, words, type Code } from '../../emit/index.ts';
import { foreignKeySql, type PhysicalForeignKey, type PhysicalTable } from '../../physical-schema/index.ts';
import type { MigrationPart } from '../change-plan.ts';
import type { PlannedStep } from '../planned-step.ts';
import type { ChangeFacts } from '../facts/change-facts.ts';
import { danglingRows } from '../facts/offenders.ts';
import { isSameReference, waitsForKeys } from '../facts/key-swaps.ts';
import type { TablePair } from '../matching/schema-match.ts';
import { locking, quote, step } from './step.ts';

export interface AddedKey {
  readonly table: PhysicalTable;
  /** Undefined for a new table. */
  readonly pair: TablePair | undefined;
  readonly key: PhysicalForeignKey;
}

/** Whether a foreign key has to wait until the indexes have been built and dropped. */
const needsIndex = (facts: ChangeFacts, { referencedTable, referencedColumns }: PhysicalForeignKey): boolean => {
  const target = facts.pairTo(referencedTable);
  if (target === undefined) return false;
  const swap = facts.swap(target);
  return waitsForKeys(facts.parts(target), target, referencedColumns, swap?.part === 'changes' ? swap : undefined);
};

/** Whether a foreign key comes with the keys that it needs, in the statement that its earlier form goes in. */
const isSwappedLate = (facts: ChangeFacts, key: PhysicalForeignKey): boolean => {
  const target = facts.pairTo(key.referencedTable);
  const swap = target && facts.swap(target);
  return swap?.part === 'indexes' && swap.foreignKeys.some(({ to }) => to === key);
};

const addedKeys = (facts: ChangeFacts): readonly AddedKey[] => [
  ...facts.match.pairs.flatMap((pair) =>
    facts.parts(pair).foreignKeys.added.map((key) => ({ table: pair.to, pair, key })),
  ),
  ...facts.match.added.flatMap((table) => table.foreignKeys.map((key) => ({ table, pair: undefined, key }))),
];

/** Whether the earlier schema had the same reference, perhaps with other actions, and conversions keep equals equal. */
const isImplied = (facts: ChangeFacts, pair: TablePair, key: PhysicalForeignKey): boolean => {
  const target = facts.pairTo(key.referencedTable);
  if (target === undefined) return false;
  const splits = (table: TablePair, columns: readonly string[]): boolean =>
    columns.some((column) => facts.typeChange(table, column)?.conversion.splitsEquals ?? false);
  if (splits(pair, key.columns) || splits(target, key.referencedColumns)) return false;
  return pair.from.foreignKeys.some((from) => isSameReference({ from, to: key }, pair, target));
};

const marksOf = (facts: ChangeFacts, { table, pair, key }: AddedKey) => {
  const target = facts.pairTo(key.referencedTable)?.from;
  const tables = [pair?.from, target].flatMap((found) => (found === undefined ? [] : [found.sqlName]));
  const reason = words`fails on rows of ${quote(table.name)} that refer to no row of ${quote(key.referencedTable)}`;
  return [
    pair === undefined || isImplied(facts, pair, key) ? undefined : danglingRows(facts, pair, key, reason),
    tables.length === 0 ? undefined : locking('SHARE ROW EXCLUSIVE', [...new Set(tables)]),
  ];
};

const validate = ({ table, key }: AddedKey): Code<'sql'> =>
  sql`ALTER TABLE ${sqlIdentifier(table.sqlName)} VALIDATE CONSTRAINT ${sqlIdentifier(key.sqlName)};`;

const summaryOf = ({ table, key }: AddedKey): string =>
  words`${quote(table.name)} refers to ${quote(key.referencedTable)} by ${key.columns.map(quote).join(', ')}`;

/**
 * Whether there is no row to look at: the table is new and no link was copied into it. In a later file than the one that
 * made it, it may have some by then.
 */
const isEmpty = (facts: ChangeFacts, { table, pair }: AddedKey, part: MigrationPart): boolean =>
  pair === undefined && part === 'changes' && !facts.links.some(({ link }) => link === table);

const add = (facts: ChangeFacts, added: AddedKey, part: MigrationPart): PlannedStep => {
  const notValid = isEmpty(facts, added, part) ? none : sql` NOT VALID`;
  return step({
    kind: 'add_foreign_key',
    part,
    table: added.table.name,
    summary: summaryOf(added),
    sql: sql`
      ALTER TABLE ${sqlIdentifier(added.table.sqlName)}
        ADD ${foreignKeySql(added.key)}${notValid};
    `,
    marks: marksOf(facts, added),
  });
};

/** Looks at the rows of a foreign key that is there. */
export const validateForeignKey = (added: AddedKey, part: MigrationPart): PlannedStep =>
  step({
    kind: 'validate_foreign_key',
    part,
    table: added.table.name,
    summary: words`All rows: ${summaryOf(added)}`,
    sql: validate(added),
  });

/** Foreign keys to what is there by the end of the transaction; rows that are there are looked at later. */
export const addForeignKeys = (facts: ChangeFacts): readonly PlannedStep[] =>
  addedKeys(facts)
    .filter(({ key }) => !needsIndex(facts, key))
    .flatMap((added) => [
      add(facts, added, 'changes'),
      ...(isEmpty(facts, added, 'changes') ? [] : [validateForeignKey(added, 'validation')]),
    ]);

/** Foreign keys to what only the new indexes make unique. */
export const addForeignKeysLate = (facts: ChangeFacts): readonly PlannedStep[] =>
  addedKeys(facts)
    .filter(({ key }) => needsIndex(facts, key) && !isSwappedLate(facts, key))
    .flatMap((added) => [add(facts, added, 'indexes'), validateForeignKey(added, 'indexes')]);
