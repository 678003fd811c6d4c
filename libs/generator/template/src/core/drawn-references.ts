import { is, SQL, sql } from 'drizzle-orm';
import type { Values } from './body.ts';
import type { Database } from './database.ts';
import { rowsOf } from './execute.ts';
import type { Entity, Member } from './registry.ts';

/** The SQL that makes up a new value of a column at each evaluation; undefined where the value is known beforehand. */
const drawnBy = ({ column }: Member): SQL | undefined => {
  const sequence = column.generatedIdentity?.sequenceName;
  if (sequence !== undefined) return sql`nextval(quote_ident(${sequence}::text)::regclass)`;
  return is(column.default, SQL) ? column.default : undefined;
};

/**
 * The values of a new row, with those of its references that the database would make up where none is sent: numbers and
 * expressions. They are drawn before the row is checked, so that the row to which it refers is the one that was looked at.
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
