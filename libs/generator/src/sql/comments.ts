import type { ResolvedColumn } from '@snapinfra/data-model';
import { sql, sqlIdentifier, sqlText, words, type Code } from '../emit/index.ts';
import { isPassword } from '../field-types/index.ts';
import type { TableNames } from '../naming/index.ts';

const passwordRules = (column: ResolvedColumn): string => {
  const longest = [column.maxLength, column.length].filter((value) => value !== undefined);
  const rules = [
    column.minLength === undefined ? undefined : words`at least ${column.minLength} characters`,
    longest.length === 0 ? undefined : words`at most ${Math.min(...longest)} characters`,
  ].filter((rule) => rule !== undefined);
  const plain = rules.length === 0 ? '' : words` The plain text has ${rules.join(' and ')}.`;
  return words`A scrypt hash, never returned.${plain}`;
};

/** What the API enforces and PostgreSQL only keeps as a note, after the model's description. */
const columnComment = (column: ResolvedColumn): string | undefined => {
  const notes = [
    column.description === '' ? undefined : column.description,
    isPassword(column) ? passwordRules(column) : undefined,
    column.format === undefined || isPassword(column) ? undefined : words`Format: ${column.format}`,
    column.pattern === undefined ? undefined : words`Pattern: ${column.pattern}`,
  ].filter((note) => note !== undefined);
  return notes.length === 0 ? undefined : notes.join('\n\n');
};

/** COMMENT statements for a table and its columns. */
export const commentStatements = (names: TableNames): readonly Code<'sql'>[] => {
  const table = sqlIdentifier(names.sqlName);
  const { description } = names.table;
  const statements: Code<'sql'>[] = [];
  if (description !== undefined && description !== '') {
    statements.push(sql`COMMENT ON TABLE ${table} IS ${sqlText(description)};`);
  }
  names.table.columns.forEach((column) => {
    const comment = columnComment(column);
    if (comment === undefined) return;
    const reference = sqlIdentifier(names.column(column.name).sqlName);
    statements.push(sql`COMMENT ON COLUMN ${table}.${reference} IS ${sqlText(comment)};`);
  });
  return statements;
};
