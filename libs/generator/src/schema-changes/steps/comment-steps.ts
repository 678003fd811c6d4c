import { sql, sqlIdentifier, sqlText, words, type Code } from '../../emit/index.ts';
import { commentStatements } from '../../physical-schema/index.ts';
import type { PlannedStep } from '../planned-step.ts';
import type { SchemaDifferences } from '../differences/schema-differences.ts';
import type { TablePair } from '../matching/schema-match.ts';
import { quote, step } from './step.ts';

const none = sql`NULL`;
const textOf = (comment: string | undefined): Code<'sql'> => (comment === undefined ? none : sqlText(comment));

const changedComments = (pair: TablePair): readonly Code<'sql'>[] => {
  const name = sqlIdentifier(pair.to.sqlName);
  const ofTable =
    pair.from.comment === pair.to.comment ? [] : [sql`COMMENT ON TABLE ${name} IS ${textOf(pair.to.comment)};`];
  const ofColumns = pair.columns.pairs
    .filter(({ from, to }) => from.comment !== to.comment)
    .map(({ to }) => sql`COMMENT ON COLUMN ${name}.${sqlIdentifier(to.sqlName)} IS ${textOf(to.comment)};`);
  const added = commentStatements({ ...pair.to, comment: undefined, columns: pair.columns.added });
  return [...ofTable, ...ofColumns, ...added];
};

/** Descriptions of tables that stay; those of new tables come with them. */
export const changeComments = ({ match }: SchemaDifferences): readonly PlannedStep[] =>
  match.pairs.flatMap((pair) => {
    const statements = changedComments(pair);
    return statements.length === 0
      ? []
      : [
          step({
            kind: 'comment',
            table: pair.to.name,
            summary: words`Describes ${quote(pair.to.name)} and its columns`,
            sql: statements,
          }),
        ];
  });
