import { hasAnyJson, type ResolvedColumn } from '@snapinfra/data-model';
import { words } from '../emit/index.ts';
import { fieldTypeOf, isPassword } from '../field-types/index.ts';
import type { ColumnNames, DeletedAtNames } from '../naming/index.ts';
import type { PhysicalColumn, PhysicalDefault } from './physical-schema.ts';

const arrayElement = (column: ResolvedColumn, value: unknown): string => {
  if (value === null && !hasAnyJson(column.type)) return 'NULL';
  return words`"${fieldTypeOf(column).inputText(value).replace(/["\\]/g, '\\$&')}"`;
};

const constantOf = (column: ResolvedColumn, value: unknown): string | number | boolean =>
  column.array && Array.isArray(value)
    ? words`{${value.map((element: unknown) => arrayElement(column, element)).join(',')}}`
    : fieldTypeOf(column).sqlConstant(value);

const defaultOf = (column: ResolvedColumn): PhysicalDefault | undefined => {
  if (column.default === undefined) return undefined;
  return column.default.kind === 'function'
    ? { function: column.default.function }
    : { constant: constantOf(column, column.default.value) };
};

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
const commentOf = (column: ResolvedColumn): string | undefined => {
  const notes = [
    column.description === '' ? undefined : column.description,
    isPassword(column) ? passwordRules(column) : undefined,
    column.format === undefined || isPassword(column) ? undefined : words`Format: ${column.format}`,
    column.pattern === undefined ? undefined : words`Pattern: ${column.pattern}`,
  ].filter((note) => note !== undefined);
  return notes.length === 0 ? undefined : notes.join('\n\n');
};

/** A field of the model as a column. */
export const physicalColumn = (column: ResolvedColumn, names: ColumnNames): PhysicalColumn => ({
  id: column.id,
  name: column.name,
  sqlName: names.sqlName,
  role: 'field',
  type: { ...fieldTypeOf(column).sqlType(column, names), array: column.array },
  notNull: column.required,
  default: defaultOf(column),
  sequence: names.sequence,
  comment: commentOf(column),
});

/** The column of a soft delete. */
export const deletedAtColumn = ({ name, sqlName }: DeletedAtNames): PhysicalColumn => ({
  id: undefined,
  name,
  sqlName,
  role: 'deletedAt',
  type: { name: 'timestamp with time zone', parameters: [], array: false },
  notNull: false,
  default: undefined,
  sequence: undefined,
  comment: undefined,
});
