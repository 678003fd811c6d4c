import type { ResolvedModel } from '@snapinfra/data-model';
import { none, render, sql, sqlComment, sqlJoin, words, type Code } from '../emit/index.ts';
import type { NameTable } from '../naming/index.ts';
import { commentStatements } from './comments.ts';
import { createReferencedKeys, isPartialIndex } from './referenced-keys.ts';
import { enumStatements, foreignKeyStatements, indexStatements, tableStatement } from './table-statements.ts';

type Sql = Code<'sql'>;

const block = (statements: readonly Sql[], separator: string): Sql =>
  statements.length === 0 ? none : sqlJoin(statements, separator);

/**
 * The statements that make a model's tables in an empty schema: plain SQL within PostgreSQL 15, each ended by a semicolon,
 * without transaction control, so that a runner sends the file as one query inside of its transaction. Names are not
 * qualified: the tables land where `search_path` says.
 */
export const initialMigration = ({
  model,
  names,
}: {
  readonly model: ResolvedModel;
  readonly names: NameTable;
}): string => {
  const isReferenced = createReferencedKeys(model);
  const blocks = [
    sqlComment(words`The first migration of ${model.name}: every table of the model.`),
    block(names.tables.flatMap(enumStatements), '\n'),
    block(names.tables.map(tableStatement), '\n\n'),
    block(
      names.tables.flatMap((table) =>
        indexStatements(table, (owner, index) => isPartialIndex(owner, index, isReferenced)),
      ),
      '\n',
    ),
    block(
      names.tables.flatMap((table) => foreignKeyStatements(table, names)),
      '\n',
    ),
    block(names.tables.flatMap(commentStatements), '\n'),
  ];
  return render(sql`${sqlJoin(blocks, '\n\n')}`);
};
