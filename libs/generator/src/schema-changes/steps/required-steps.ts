import { sql, sqlIdentifier, words, type Code } from '../../emit/index.ts';
import { shortHash } from '../../naming/words.ts';
import type { PhysicalColumn } from '../../physical-schema/index.ts';
import type { PlannedStep } from '../planned-step.ts';
import type { ChangeFacts } from '../facts/change-facts.ts';
import type { TablePair } from '../matching/schema-match.ts';
import { becomesRequired, nullRows } from './column-steps.ts';
import { columnOf, exclusively, step } from './step.ts';

/** A check that is there only until PostgreSQL knows by it that no value is null. */
const checkName = (table: TablePair, column: PhysicalColumn): Code<'sql'> =>
  sqlIdentifier(words`snapinfra_not_null_${shortHash(table.to.sqlName, column.sqlName)}`);

const requiredColumns = ({ match }: ChangeFacts) =>
  match.pairs.flatMap((table) =>
    table.columns.pairs.filter(becomesRequired).map((column) => ({ table, column, name: checkName(table, column.to) })),
  );

/** From here on no row gets a null; those that are there are looked at later, without a lock that stops others. */
export const checkRequired = (facts: ChangeFacts): readonly PlannedStep[] =>
  requiredColumns(facts).map(({ table, column, name }) =>
    step({
      kind: 'set_not_null',
      table: table.to.name,
      field: column.to.name,
      summary: words`New rows need ${columnOf(table.to, column.to)}`,
      sql: sql`
        ALTER TABLE ${sqlIdentifier(table.to.sqlName)}
          ADD CONSTRAINT ${name} CHECK (${sqlIdentifier(column.to.sqlName)} IS NOT NULL) NOT VALID;
      `,
      marks: [nullRows(table, column.from), exclusively(table.from)],
    }),
  );

export const setRequired = (facts: ChangeFacts): readonly PlannedStep[] =>
  requiredColumns(facts).map(({ table, column, name }) => {
    const alter = sql`ALTER TABLE ${sqlIdentifier(table.to.sqlName)}`;
    return step({
      kind: 'set_not_null',
      part: 'validation',
      table: table.to.name,
      field: column.to.name,
      summary: words`Requires ${columnOf(table.to, column.to)} in all rows`,
      sql: [
        sql`${alter} VALIDATE CONSTRAINT ${name};`,
        sql`${alter} ALTER COLUMN ${sqlIdentifier(column.to.sqlName)} SET NOT NULL;`,
        sql`${alter} DROP CONSTRAINT ${name};`,
      ],
      marks: [exclusively(table.from)],
    });
  });
