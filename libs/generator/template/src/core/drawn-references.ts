import { is, SQL, sql } from 'drizzle-orm';
import type { Values } from './body.ts';
import type { Database } from './database.ts';
import { rowsOf } from './execute.ts';
import type { Entity, Member } from './registry.ts';

/** The SQL that generates a new value of a column on each evaluation; undefined if the value is known beforehand. */
const drawnBy = ({ column }: Member): SQL | undefined => {
  const sequence = column.generatedIdentity?.sequenceName;
  if (sequence !== undefined) return sql`nextval(quote_ident(${sequence}::text)::regclass)`;
  return is(column.default, SQL) ? column.default : undefined;
};

/**
 * Adds generated values (sequences and default expressions) for the reference columns that were not sent. They are
 * drawn before the checks of the write, so that the checks look at the row that the new row will actually refer to.
 */
export const withDrawnReferences = async (db: Database, entity: Entity, values: Values): Promise<Values> => {
  const columns = new Set(entity.foreignKeys.flatMap((foreignKey) => foreignKey.columns));
  const drawn = entity.members.flatMap((member) => {
    const value = columns.has(member.column) && !values.has(member) ? drawnBy(member) : undefined;
    return value === undefined ? [] : [{ member, value }];
  });
  if (drawn.length === 0) return values;
  const items = drawn.map(({ value }, index) => sql`(${value})::text as ${sql.identifier(`v${index}`)}`);
  const [row] = await rowsOf(db, sql`select ${sql.join(items, sql`, `)}`);
  return new Map([...values, ...drawn.map(({ member }, index) => [member, row?.[`v${index}`]] as const)]);
};
