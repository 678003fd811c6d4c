import { none, sql, sqlIdentifier, words, type Code } from '../../emit/index.ts';
import { foreignKeySql, type PhysicalForeignKey, type PhysicalTable } from '../../physical-schema/index.ts';
import type { MigrationPart } from '../change-plan.ts';
import type { PlannedStep } from '../planned-step.ts';
import type { ChangeFacts } from '../facts/change-facts.ts';
import { danglingRows } from '../facts/offenders.ts';
import { columnTranslation } from '../facts/part-changes.ts';
import type { TablePair } from '../matching/schema-match.ts';
import { locking, quote, step } from './step.ts';

interface AddedKey {
  readonly table: PhysicalTable;
  /** Undefined for a new table. */
  readonly pair: TablePair | undefined;
  readonly key: PhysicalForeignKey;
}

const sameSet = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((column) => right.includes(column));

/**
 * Whether a foreign key has to wait until the indexes have been built and dropped: what it refers to is unique by then only,
 * or by an index, too, that goes, on which PostgreSQL could make it depend.
 */
const needsIndex = (facts: ChangeFacts, { referencedTable, referencedColumns }: PhysicalForeignKey): boolean => {
  const target = facts.pairTo(referencedTable);
  if (target === undefined) return false;
  const { primaryKey, indexes } = facts.parts(target);
  const there = [...primaryKey.pairs, ...indexes.pairs.filter(({ to }) => to.unique && to.whereNull === undefined)];
  const names = columnTranslation(target);
  const isGoing = indexes.dropped.some(
    ({ unique, columns }) =>
      unique &&
      sameSet(
        columns.map((column) => names.get(column) ?? ''),
        referencedColumns,
      ),
  );
  return isGoing || !there.some(({ to }) => sameSet(to.columns, referencedColumns));
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
  const earlier = (table: TablePair, columns: readonly string[]): readonly string[] =>
    columns.map((column) => table.columns.pairs.find(({ to }) => to.sqlName === column)?.from.sqlName ?? '');
  const meaning = JSON.stringify([earlier(pair, key.columns), earlier(target, key.referencedColumns)]);
  return pair.from.foreignKeys.some(
    ({ columns, referencedTable, referencedColumns }) =>
      referencedTable === target.from.sqlName && JSON.stringify([columns, referencedColumns]) === meaning,
  );
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

const validated = (added: AddedKey, part: MigrationPart): PlannedStep =>
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
      ...(isEmpty(facts, added, 'changes') ? [] : [validated(added, 'validation')]),
    ]);

/** Foreign keys to what only the new indexes make unique. */
export const addForeignKeysLate = (facts: ChangeFacts): readonly PlannedStep[] =>
  addedKeys(facts)
    .filter(({ key }) => needsIndex(facts, key))
    .flatMap((added) => [add(facts, added, 'indexes'), validated(added, 'indexes')]);
