import { sql, words } from '../../emit/index.ts';
import { checkSql, type PhysicalCheck } from '../../physical-schema/index.ts';
import type { PlannedStep } from '../planned-step.ts';
import type { SchemaDifferences } from '../differences/schema-differences.ts';
import { isCheckImplied } from '../differences/implied.ts';
import { failingRows } from '../differences/offenders.ts';
import type { TablePair } from '../matching/schema-match.ts';
import { alter, validateConstraint } from './alter-table.ts';
import { columnOf, exclusively, step } from './step.ts';

const addedChecks = (differences: SchemaDifferences) =>
  differences.match.pairs.flatMap((table) =>
    differences.constraints(table).checks.added.map((check) => ({ table, check })),
  );

const rule = (check: PhysicalCheck): string => {
  switch (check.kind) {
    case 'minimum':
      return words`be at least ${check.bound}`;
    case 'maximum':
      return words`be at most ${check.bound}`;
    case 'minLength':
      return words`have at least ${check.length} characters`;
    case 'maxLength':
      return words`have at most ${check.length} characters`;
    case 'enum':
      return 'be one of its labels';
  }
};

const subject = ({ to }: TablePair, check: PhysicalCheck) => {
  const column = to.columns.find(({ sqlName }) => sqlName === check.column) ?? { name: check.column };
  return { table: to.name, field: column.name, shown: columnOf(to, column) };
};

/** From here on new rows have to meet the checks. */
export const addChecks = (differences: SchemaDifferences): readonly PlannedStep[] =>
  addedChecks(differences).map(({ table, check }) => {
    const { shown, ...of } = subject(table, check);
    const reason = words`fails on values in ${shown}, which have to ${rule(check)}`;
    return step({
      kind: 'add_check',
      ...of,
      summary: words`New values in ${shown} have to ${rule(check)}`,
      sql: sql`
        ${alter(table.to)}
          ADD ${checkSql(check)} NOT VALID;
      `,
      marks: [
        isCheckImplied(differences, table, check) ? undefined : failingRows(differences, table, check, reason),
        exclusively(table.from),
      ],
    });
  });

/** The rows that are there are looked at while others read and write. */
export const validateChecks = (differences: SchemaDifferences): readonly PlannedStep[] =>
  addedChecks(differences).map(({ table, check }) => {
    const { shown, ...of } = subject(table, check);
    return step({
      kind: 'validate_check',
      part: 'validation',
      ...of,
      summary: words`All values in ${shown} have to ${rule(check)}`,
      sql: validateConstraint(table.to, check.sqlName),
    });
  });
