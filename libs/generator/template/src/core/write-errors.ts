import { getTableName, sql } from 'drizzle-orm';
import type { Values } from './body.ts';
import { valueSql } from './codec.ts';
import { databaseError, generalProblem, sqlState, type DatabaseError } from './database-errors.ts';
import type { Database } from './database.ts';
import { refusedByDeleted } from './deleted-rows.ts';
import { rowsOf } from './execute.ts';
import { invalidBody, pointer, Problem, type Fault } from './problems.ts';
import type { Entity, Member } from './registry.ts';

/** The columns of a constraint or a unique index, from the catalogue. */
const constraintColumns = async (db: Database, table: string, name: string): Promise<readonly string[]> => {
  const rows = await rowsOf(
    db,
    sql`select a.attname as name from pg_attribute a
      join (select conrelid as relation, unnest(conkey) as number from pg_constraint
              where conname = ${name} and conrelid = to_regclass(quote_ident(${table}::text))
            union select indrelid, unnest(indkey::int2[]) from pg_index
              where indexrelid = to_regclass(quote_ident(${name}::text))
                and indrelid = to_regclass(quote_ident(${table}::text))) k
        on k.relation = a.attrelid and k.number = a.attnum`,
  );
  return rows.map((row) => String(row['name']));
};

const fieldsOf = (entity: Entity, columns: readonly string[]): readonly string[] =>
  entity.members.filter((member) => columns.includes(member.column.name)).map((member) => member.name);

const faultsAt = (names: readonly string[], message: string): readonly Fault[] =>
  names.map((name) => ({ path: pointer(name), message }));

const listed = (names: readonly string[]): string => names.map((name) => JSON.stringify(name)).join(', ');

/** `(12, 2)` of a numeric column: a number may suit the type and still be too large for the column. */
const precisionOf = ({ column, type }: Member) =>
  sql.raw(type.family === 'numeric' && !type.array ? column.getSQLType().slice('numeric'.length) : '');

/** The fields whose values PostgreSQL refuses by themselves: each is tried alone, once a statement has failed. */
const refusedFields = async (db: Database, values: Values): Promise<readonly string[]> => {
  const refused: string[] = [];
  for (const [member, value] of values) {
    try {
      await rowsOf(db, sql`select ${valueSql(member.column, value)}${precisionOf(member)}`);
    } catch (error) {
      if (sqlState(error)?.startsWith('22') !== true) throw error;
      refused.push(member.name);
    }
  }
  return refused;
};

/** What was tried: the values that were sent, the key of the row that was there, and whether it was to be deleted. */
export interface Attempted {
  readonly values: Values;
  readonly key?: readonly string[] | undefined;
  readonly deleting?: boolean;
}

const referenceProblem = async (
  db: Database,
  entity: Entity,
  error: DatabaseError,
  own: readonly string[],
  { key, deleting }: Attempted,
): Promise<Problem> => {
  const message = 'must refer to a row that exists';
  const isOwn = own.length > 0 && deleting !== true;
  const hidden = isOwn || key === undefined ? undefined : await refusedByDeleted(db, entity, error, key);
  const what = deleting === true ? `this ${entity.resource.name}` : 'the old value';
  const detail = isOwn ? `${listed(own)} ${message}.` : `${hidden ?? 'Other rows refer to'} ${what}.`;
  return new Problem(409, 'conflict_reference', detail, {
    cause: error,
    errors: isOwn ? faultsAt(own, message) : [],
  });
};

/** A failed write as a problem that names the fields; unexpected failures come back as they are. */
export const explainWriteError = async (
  db: Database,
  entity: Entity,
  error: unknown,
  attempted: Attempted,
): Promise<unknown> => {
  const { values } = attempted;
  const found = databaseError(error);
  const general = generalProblem(error);
  if (found === undefined || general === undefined || general.status === 503) return general ?? error;
  const { code, column, constraint, table } = found;
  const isOwn = typeof constraint === 'string' && table === getTableName(entity.table);
  const columns = isOwn ? await constraintColumns(db, table, constraint) : [];
  const names = fieldsOf(entity, columns);
  const options = { cause: error };
  if (code === '23505') {
    const detail = names.length === 0 ? general.message : `Another row has this ${listed(names)} already.`;
    return new Problem(409, 'conflict_unique', detail, { ...options, errors: faultsAt(names, 'is taken') });
  }
  if (code === '23503' || code === '23001') {
    const sent = new Set([...values.keys()].map((member) => member.name));
    const own = names.filter((name) => sent.has(name));
    return referenceProblem(db, entity, found, own, attempted);
  }
  if (attempted.deleting === true) {
    const detail = `Rows that refer to this ${entity.resource.name} cannot do without it.`;
    return new Problem(409, 'conflict_reference', detail, options);
  }
  if (code === '23502') return invalidBody(faultsAt(fieldsOf(entity, [String(column)]), 'must not be null'));
  if (code === '23514') return invalidBody(faultsAt(names, 'is outside of what is allowed'));
  if (code.startsWith('22'))
    return invalidBody(faultsAt(await refusedFields(db, values), 'is not a value that can be stored'));
  return general;
};
