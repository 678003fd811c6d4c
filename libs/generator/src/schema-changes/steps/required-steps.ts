import { sql, sqlIdentifier, words, type Code } from '../../emit/index.ts';
import { shortHash } from '../../naming/words.ts';
import type { PhysicalColumn } from '../../physical-schema/index.ts';
import type { PlannedMark, PlannedStep } from '../planned-step.ts';
import type { SchemaDifferences } from '../differences/schema-differences.ts';
import { offendingRows } from '../differences/offenders.ts';
import type { Pair, TablePair } from '../matching/schema-match.ts';
import { alter } from './alter-table.ts';
import { columnOf, exclusively, quote, step } from './step.ts';

/** The mark of a step that fails where a column has no value. */
export const nullRows = (table: TablePair, column: PhysicalColumn): PlannedMark =>
  offendingRows(words`fails on rows of ${quote(table.from.name)} in which ${quote(column.name)} is null`, {
    table: table.from,
    where: sql`t.${sqlIdentifier(column.sqlName)} IS NULL`,
    shown: [],
  });

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
      marks: [nullRows(table, column.from), exclusively(table.from)],
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
