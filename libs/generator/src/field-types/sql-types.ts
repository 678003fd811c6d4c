import { none, sql, sqlLiteral, sqlNumber } from '../emit/index.ts';
import type { Sql } from './description.ts';

/** `(12, 2)`; nothing where there is no first parameter. */
export const parameters = (first: number | undefined, second?: number): Sql => {
  if (first === undefined) return none;
  return second === undefined ? sql`(${sqlNumber(first)})` : sql`(${sqlNumber(first)}, ${sqlNumber(second)})`;
};

/** A literal as a quoted constant: PostgreSQL reads it as the column's type when the table is made. */
export const quoted = (value: unknown): Sql => sqlLiteral(String(value));
