import { sql, sqlIdentifier, sqlJoin, type Code } from '../../emit/index.ts';
import {
  conditionSql,
  type PhysicalCheck,
  type PhysicalForeignKey,
  type PhysicalTable,
} from '../../physical-schema/index.ts';
import { callsReads, readsSetup } from '../conversions/reads.ts';
import type { TablePair } from '../matching/schema-match.ts';
import type { PlannedQueries } from '../planned-step.ts';
import type { SchemaDifferences } from './schema-differences.ts';
import { valueBefore, type ValueBefore } from './values-before.ts';

type Sql = Code<'sql'>;

/** Rows of one table that a step fails on, as the table is before the migration. */
export interface Offending {
  readonly table: PhysicalTable;
  /** Undefined: every row. */
  readonly where: Sql | undefined;
  /** The columns to show of such a row, beside its key, by their earlier names. */
  readonly shown: readonly string[];
  /** What can be done where the rows themselves cannot be put right. */
  readonly remedy?: string;
}

const mostShown = sql`10`;
const alias = sql`t`;

const markOf = (reason: string, count: Sql, sample: Sql, remedy?: string): PlannedQueries => ({
  kind: 'dataDependent',
  reason,
  remedy,
  setup: callsReads(count) ? readsSetup : undefined,
  count,
  sample,
});

/** The mark of a step that fails where such rows are. */
export const offendingRows = (reason: string, { table, where, shown, remedy }: Offending): PlannedQueries => {
  const from = sql`FROM ${sqlIdentifier(table.sqlName)} AS t${where === undefined ? sql`` : sql` WHERE ${where}`}`;
  const told = new Set([...(table.primaryKey?.columns ?? []), ...shown]);
  const columns = shown.length === 0 ? sql`t.*` : sqlJoin([...told].map((name) => sql`t.${sqlIdentifier(name)}`));
  return markOf(
    reason,
    sql`SELECT count(*) AS count ${from}`,
    sql`SELECT ${columns} ${from} LIMIT ${mostShown}`,
    remedy,
  );
};

const notNull = (expression: Sql): Sql => sql`${expression} IS NOT NULL`;

const expressionsOf = (values: readonly ValueBefore[]): readonly Sql[] =>
  values.flatMap((value) => (value.kind === 'expression' ? [value.sql(alias)] : []));

const has = (values: readonly ValueBefore[], ...kinds: readonly ValueBefore['kind'][]): boolean =>
  values.some(({ kind }) => kinds.includes(kind));

/**
 * The mark of a key that rows with the same values are in the way of; undefined where there can be none.
 *
 * @param whereNull the later column that is null in the rows that the key is about
 */
export const duplicateRows = (
  differences: SchemaDifferences,
  table: TablePair,
  { columns, whereNull }: { readonly columns: readonly string[]; readonly whereNull: string | undefined },
  reason: string,
): PlannedQueries | undefined => {
  const values = columns.map((column) => valueBefore(differences, table, column));
  if (has(values, 'null', 'distinct', 'absent')) return undefined;
  const expressions = expressionsOf(values);
  const mark = whereNull === undefined ? undefined : valueBefore(differences, table, whereNull);
  const alive = mark?.kind === 'expression' ? [sql`${mark.sql(alias)} IS NULL`] : [];
  const conditions = [...expressions.map(notNull), ...alive];
  const where = conditions.length === 0 ? sql`` : sql` WHERE ${sqlJoin(conditions, ' AND ')}`;
  const from = sql`FROM ${sqlIdentifier(table.from.sqlName)} AS t${where}`;
  if (expressions.length === 0) {
    return markOf(
      reason,
      sql`SELECT CASE WHEN count(*) > 1 THEN count(*) ELSE 0 END AS count ${from}`,
      sql`SELECT t.* FROM ${sqlIdentifier(table.from.sqlName)} AS t WHERE ${sqlJoin([...conditions, sql`(SELECT count(*) ${from}) > 1`], ' AND ')} LIMIT ${mostShown}`,
    );
  }
  const list = sqlJoin(expressions);
  const groups = sql`${from} GROUP BY ${list} HAVING count(*) > 1`;
  return markOf(
    reason,
    sql`SELECT count(*) AS count FROM (SELECT ${groups}) AS duplicates`,
    sql`SELECT ${list}, count(*) AS rows ${groups} ORDER BY count(*) DESC LIMIT ${mostShown}`,
  );
};

const referencedAlias = sql`r`;

const equals = (value: Sql, referenced: ValueBefore): Sql | undefined => {
  if (referenced.kind === 'expression') return sql`${referenced.sql(referencedAlias)} = ${value}`;
  return referenced.kind === 'constant' ? sql`${referenced.sql} = ${value}` : undefined;
};

/** The mark of a foreign key that rows are in the way of which refer to none; undefined where there can be none. */
export const danglingRows = (
  differences: SchemaDifferences,
  table: TablePair,
  key: PhysicalForeignKey,
  reason: string,
): PlannedQueries | undefined => {
  const values = key.columns.map((column) => valueBefore(differences, table, column));
  if (has(values, 'null', 'absent')) return undefined;
  const target = differences.pairTo(key.referencedTable);
  const given = values.map((value) =>
    value.kind === 'expression' ? value.sql(alias) : value.kind === 'constant' ? value.sql : undefined,
  );
  const comparisons =
    target &&
    key.referencedColumns.map((column, position) => {
      const value = given[position];
      return value === undefined ? undefined : equals(value, valueBefore(differences, target, column));
    });
  const present = expressionsOf(values).map(notNull);
  const found =
    comparisons === undefined || !comparisons.every((comparison) => comparison !== undefined)
      ? []
      : [
          sql`NOT EXISTS (SELECT FROM ${sqlIdentifier(target?.from.sqlName ?? '')} AS r WHERE ${sqlJoin(comparisons, ' AND ')})`,
        ];
  const conditions = [...present, ...found];
  const shown = key.columns.flatMap((name) => {
    const pair = table.columns.pairs.find(({ to }) => to.sqlName === name);
    return pair === undefined ? [] : [pair.from.sqlName];
  });
  return offendingRows(reason, {
    table: table.from,
    where: conditions.length === 0 ? undefined : sqlJoin(conditions, ' AND '),
    shown,
  });
};

/** Labels are compared as texts, whatever type they have before. */
const asLabels = (check: PhysicalCheck, value: Sql): Sql =>
  check.kind === 'enum' ? sql`(${value})::${check.array ? sql`text[]` : sql`text`}` : value;

/** The mark of a check that rows are in the way of which do not meet it; undefined where there can be none. */
export const failingRows = (
  differences: SchemaDifferences,
  table: TablePair,
  check: PhysicalCheck,
  reason: string,
): PlannedQueries | undefined => {
  const value = valueBefore(differences, table, check.column);
  if (value.kind !== 'expression') return undefined;
  const renamed = table.labels.get(check.column);
  const condition =
    check.kind === 'enum' ? { ...check, labels: check.labels.map((label) => renamed?.get(label) ?? label) } : check;
  const pair = table.columns.pairs.find(({ to }) => to.sqlName === check.column);
  return offendingRows(reason, {
    table: table.from,
    where: sql`NOT (${conditionSql(condition, asLabels(check, value.sql(alias)))})`,
    shown: pair === undefined ? [] : [pair.from.sqlName],
  });
};
