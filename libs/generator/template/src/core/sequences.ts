import { is, SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { allOf } from './access.ts';
import type { Values } from './body.ts';
import { columnRef, valueSql } from './codec.ts';
import { readCommitted, type Database } from './database.ts';
import { sqlState } from './database-errors.ts';
import { rowsOf } from './execute.ts';
import { fromTable, rowAlias } from './read-rows.ts';
import type { Entity, Member } from './registry.ts';

/** Maximum of numbers that one statement examines. */
const stride = 100_000;

const insufficientPrivilege = '42501';

export const isNumbered = ({ column }: Pick<Member, 'column'>): boolean => column.generatedIdentity !== undefined;

/**
 * The value that a column will have after the write, if it is known beforehand: the value sent; otherwise the literal
 * default of a new row, or the current value of a changed row (under the alias `changed`).
 */
export const knownValue = (entity: Entity, values: Values, column: PgColumn, changed?: string): SQL | undefined => {
  const member = entity.members.find((candidate) => candidate.column === column);
  if (member !== undefined && values.has(member)) return valueSql(column, values.get(member));
  if (changed !== undefined) return columnRef(changed, column);
  return column.default === undefined || is(column.default, SQL) ? undefined : valueSql(column, column.default);
};

/** The next number of a sequence, and how many consecutive numbers from there on are taken, up to `stride`. */
const takenFrom = async (
  db: Database,
  entity: Entity,
  { column }: Member,
  sequence: SQL,
  others: SQL,
): Promise<{ readonly next: bigint; readonly taken: bigint }> => {
  // Cannot clash with a table: the generator renames tables of the model that start with `pg_`.
  const state = sql.identifier('pg_sequence_state');
  const ref = columnRef(rowAlias, column);
  const [found] = await rowsOf(
    db,
    sql`with ${state} as (select least(last_value, 9223372036854775806) + is_called::int as next from ${sequence})
      select (select next from ${state})::text as next, (
        select count(distinct n) from (
          select n, dense_rank() over (order by n) as position from (
            select ${ref} as n from ${fromTable(entity)} where ${ref} >= (select next from ${state}) and ${others}
            order by ${ref} limit ${sql.raw(String(stride))}) as numbers) as ranked
        where n = (select next from ${state}) + position - 1)::text as taken`,
  );
  return { next: BigInt(String(found?.['next'])), taken: BigInt(String(found?.['taken'])) };
};

/**
 * Moves the sequence of a column past numbers that rows with explicit values have taken: to the next gap instead of
 * past the greatest number, so that a single row with a huge number cannot exhaust the sequence. An advisory lock
 * serializes this, so that the sequence never moves backwards. False if the database role lacks the privilege.
 */
export const skipTaken = async (
  db: Database,
  entity: Entity,
  member: Member,
  key: readonly PgColumn[],
  values: Values,
): Promise<boolean> => {
  const name = member.column.generatedIdentity?.sequenceName;
  if (name === undefined) return false;
  const sequence = sql`${sql.identifier(name)}`;
  const rest = key.filter((column) => column !== member.column);
  const others = allOf(
    rest.map((column) => {
      const value = knownValue(entity, values, column);
      return value === undefined ? undefined : sql`${columnRef(rowAlias, column)} = ${value}`;
    }),
  );
  const skip = async (tx: Database): Promise<void> => {
    await rowsOf(tx, sql`select pg_advisory_xact_lock(hashtextextended(${name}::text, 0))`);
    for (let more = true; more;) {
      const { next, taken } = await takenFrom(tx, entity, member, sequence, others);
      const last = sql`${String(next + taken - 1n)}::text::bigint`;
      if (taken > 0n)
        await rowsOf(
          tx,
          sql`select setval(quote_ident(${name}::text)::regclass, ${last}) from ${sequence} where last_value < ${last}`,
        );
      more = taken === BigInt(stride);
    }
  };
  try {
    await db.transaction(skip, readCommitted);
    return true;
  } catch (error) {
    if (sqlState(error) !== insufficientPrivilege) throw error;
    return false;
  }
};
