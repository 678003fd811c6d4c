import { sql, sqlIdentifier, words, type Code } from '../../emit/index.ts';
import { shortHash } from '../../naming/words.ts';
import { defaultSql, typeSql, type PhysicalColumn, type PhysicalTable } from '../../physical-schema/index.ts';
import { labelsOf } from '../labels.ts';
import type { PlannedMark, PlannedStep } from '../planned-step.ts';
import type { SchemaDifferences } from '../differences/schema-differences.ts';
import { offendingRows } from '../differences/offenders.ts';
import type { Pair, SchemaMatch, TablePair } from '../matching/schema-match.ts';
import { alter } from './alter-table.ts';
import { columnOf, exclusively, quote, step } from './step.ts';

/** The checks of a column, by what they demand. */
const conditionsOf = ({ checks }: PhysicalTable, { sqlName }: PhysicalColumn): readonly string[] =>
  checks
    .filter(({ column }) => column === sqlName)
    .map(({ sqlName: _, column: __, ...condition }) => JSON.stringify(condition));

/** Whether a value for all rows may be refused, because they have to differ by it or to refer to others. */
const isOfKey = ({ primaryKey, indexes, foreignKeys }: PhysicalTable, { sqlName }: PhysicalColumn): boolean =>
  [primaryKey, ...indexes.filter(({ unique }) => unique), ...foreignKeys].some((key) => key?.columns.includes(sqlName));

/** Whether each row without a value can have a column's later default before the migration. */
const canHoldDefault = (
  { from: schema }: SchemaMatch,
  table: TablePair,
  { from, to }: Pair<PhysicalColumn>,
): boolean => {
  if (to.default === undefined || typeSql(from.type).text !== typeSql(to.type).text) return false;
  if (isOfKey(table.from, from) || isOfKey(table.to, to)) return false;
  const later = conditionsOf(table.to, to);
  if (!conditionsOf(table.from, from).every((condition) => later.includes(condition))) return false;
  if (from.type.name !== 'enum') return true;
  return 'constant' in to.default && (labelsOf(schema, table.from, from) ?? []).includes(String(to.default.constant));
};

/** How the rows that are there get the default that new ones have. */
const fillingSql = (table: TablePair, { from, to }: Pair<PhysicalColumn>): Code<'sql'> | undefined =>
  to.default &&
  sql`UPDATE ${sqlIdentifier(table.from.sqlName)} SET ${sqlIdentifier(from.sqlName)} = ${defaultSql(to.default)} WHERE ${sqlIdentifier(from.sqlName)} IS NULL`;

/** The mark of a step that fails where a column has no value. */
export const nullRows = ({ match }: SchemaDifferences, table: TablePair, column: Pair<PhysicalColumn>): PlannedMark => {
  const { name, sqlName } = column.from;
  const filling = canHoldDefault(match, table, column) ? fillingSql(table, column) : undefined;
  return offendingRows(words`fails on rows of ${quote(table.from.name)} in which ${quote(name)} is null`, {
    table: table.from,
    where: sql`t.${sqlIdentifier(sqlName)} IS NULL`,
    shown: [],
    ...(filling && { remedy: words`The default is for new rows. To give it to these, too: ${filling.text}` }),
  });
};

/** Whether a column that is there has to refuse null from now on; one that numbers itself does so at once. */
export const becomesRequired = ({ from, to }: Pair<PhysicalColumn>): boolean =>
  !from.notNull && to.notNull && (from.sequence !== undefined || to.sequence === undefined);

/** A check that is there only until PostgreSQL knows by it that no value is null. */
const checkName = (table: TablePair, column: PhysicalColumn): Code<'sql'> =>
  sqlIdentifier(words`snapinfra_not_null_${shortHash(table.to.sqlName, column.sqlName)}`);

/** A key that is made in the transaction requires its columns. */
const isOfEarlyKey = (differences: SchemaDifferences, table: TablePair, { to }: Pair<PhysicalColumn>): boolean => {
  const swap = differences.swap(table);
  return swap?.part === 'changes' && swap.newKey?.columns.includes(to.sqlName) === true;
};

const requiredColumns = (differences: SchemaDifferences) =>
  differences.match.pairs.flatMap((table) =>
    table.columns.pairs
      .filter((column) => becomesRequired(column) && !isOfEarlyKey(differences, table, column))
      .map((column) => ({ table, column, name: checkName(table, column.to) })),
  );

/** From here on no row gets a null; those that are there are looked at later, without a lock that stops others. */
export const checkRequired = (differences: SchemaDifferences): readonly PlannedStep[] =>
  requiredColumns(differences).map(({ table, column, name }) =>
    step({
      kind: 'set_not_null',
      table: table.to.name,
      field: column.to.name,
      summary: words`New rows need ${columnOf(table.to, column.to)}`,
      sql: sql`
        ${alter(table.to)}
          ADD CONSTRAINT ${name} CHECK (${sqlIdentifier(column.to.sqlName)} IS NOT NULL) NOT VALID;
      `,
      marks: [nullRows(differences, table, column), exclusively(table.from)],
    }),
  );

export const setRequired = (differences: SchemaDifferences): readonly PlannedStep[] =>
  requiredColumns(differences).map(({ table, column, name }) => {
    const altered = alter(table.to);
    return step({
      kind: 'set_not_null',
      part: 'validation',
      table: table.to.name,
      field: column.to.name,
      summary: words`Requires ${columnOf(table.to, column.to)} in all rows`,
      sql: [
        sql`${altered} VALIDATE CONSTRAINT ${name};`,
        sql`${altered} ALTER COLUMN ${sqlIdentifier(column.to.sqlName)} SET NOT NULL;`,
        sql`${altered} DROP CONSTRAINT ${name};`,
      ],
      marks: [exclusively(table.from)],
    });
  });
