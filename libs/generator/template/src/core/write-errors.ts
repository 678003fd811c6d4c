import { getTableName, sql } from 'drizzle-orm';
import type { Values } from './body.ts';
import { valueSql } from './codec.ts';
import { databaseError, generalProblem, rejectsValue, type DatabaseError } from './database-errors.ts';
import type { Database } from './database.ts';
import { heldByDeleted, refusedByDeleted } from './deleted-rows.ts';
import { constraintColumns } from './constraint-columns.ts';
import { rowsOf } from './execute.ts';
import { referrerNamed } from './foreign-keys.ts';
import { invalidBody, pointer, Problem, type Fault } from './problems.ts';
import type { Entity, Member } from './registry.ts';
import { isNumbered } from './sequences.ts';

const fieldsOf = (entity: Entity, columns: readonly string[]): readonly string[] =>
  entity.members.filter((member) => columns.includes(member.column.name)).map((member) => member.name);

const faultsAt = (names: readonly string[], message: string): readonly Fault[] =>
  names.map((name) => ({ path: pointer(name), message }));

const listed = (names: readonly string[]): string => names.map((name) => JSON.stringify(name)).join(', ');

/** The type modifier, such as `(12, 2)`: a number may be valid for `numeric` and still be too large for the column. */
const precisionOf = ({ column, type }: Member) =>
  sql.raw(type.element.modifierRefuses && !type.array ? (/\([^()]*\)/.exec(column.getSQLType())?.[0] ?? '') : '');

/** After a failed statement, finds the fields that PostgreSQL rejects by trying each value on its own. */
const refusedFields = async (db: Database, values: Values): Promise<readonly string[]> => {
  const refused: string[] = [];
  for (const [member, value] of values) {
    try {
      await rowsOf(db, sql`select ${valueSql(member.column, value)}${precisionOf(member)}`);
    } catch (error) {
      if (!rejectsValue(error)) throw error;
      refused.push(member.name);
    }
  }
  return refused;
};

/** The attempted write: the values sent, the key of an existing row, and whether it was a deletion. */
export interface Attempted {
  readonly values: Values;
  readonly key?: readonly string[] | undefined;
  readonly deleting?: boolean;
  /** Whether the new row was to replace a deleted one that holds its key. */
  readonly reviving?: boolean;
}

const referenceProblem = async (
  db: Database,
  entity: Entity,
  error: DatabaseError,
  own: readonly string[],
  { key, deleting, reviving }: Attempted,
): Promise<Problem> => {
  const message = 'must refer to a row that exists';
  const isOwn = own.length > 0 && deleting !== true;
  const hidden = isOwn || key === undefined ? undefined : await refusedByDeleted(db, entity, error, key);
  const what = deleting === true ? `this ${entity.resource.name}` : 'the old value';
  if (reviving === true && !isOwn) {
    const detail = 'A deleted row holds this key, and other deleted rows refer to values of it that would change.';
    return new Problem(409, 'conflict_reference', detail, { cause: error });
  }
  const detail = isOwn ? `${listed(own)} ${message}.` : `${hidden ?? 'Other rows refer to'} ${what}.`;
  return new Problem(409, 'conflict_reference', detail, {
    cause: error,
    errors: isOwn ? faultsAt(own, message) : [],
  });
};

const uniqueProblem = async (
  db: Database,
  entity: Entity,
  error: unknown,
  columns: readonly string[],
  attempted: Attempted,
): Promise<Problem> => {
  const names = fieldsOf(entity, columns);
  const isHeld = await heldByDeleted(db, entity, columns, attempted);
  const holder = isHeld ? `A row that was deleted still holds this` : `Another row has this`;
  const detail =
    names.length === 0
      ? 'Another row has this value already.'
      : `${holder} ${listed(names)}${isHeld ? '' : ' already'}.`;
  const errors = faultsAt(names, isHeld ? 'is held by a row that was deleted' : 'is taken');
  return new Problem(409, 'conflict_unique', detail, { cause: error, errors });
};

/** For a sequence that has reached its maximum. */
const exhausted = (entity: Entity, error: unknown, values: Values): Problem => {
  const names = entity.members.filter((member) => isNumbered(member) && !values.has(member)).map(({ name }) => name);
  const message = 'has no generated numbers left; send one that is free';
  return new Problem(409, 'numbers_exhausted', `${listed(names)} ${message}.`, {
    cause: error,
    errors: faultsAt(names, message),
  });
};

/** Maps a failed write to a problem that names the fields; returns unexpected failures unchanged. */
export const explainWriteError = async (
  db: Database,
  entity: Entity,
  error: unknown,
  attempted: Attempted,
): Promise<unknown> => {
  const { values, key } = attempted;
  const found = databaseError(error);
  const general = generalProblem(error);
  if (found === undefined || general === undefined || general.status === 503) return general ?? error;
  const { code, column, constraint, table } = found;
  const isOwn = typeof constraint === 'string' && table === getTableName(entity.table);
  const columns = isOwn ? await constraintColumns(db, table, constraint) : [];
  const names = fieldsOf(entity, columns);
  const options = { cause: error };
  if (code === '23503' || code === '23001') {
    const sent = new Set([...values.keys()].map((member) => member.name));
    // With soft delete, references to the same table were checked before, so the conflict is about the old key of the
    // row.
    const isOldKey = entity.resource.deletedAt !== undefined && referrerNamed(entity, table, constraint) !== undefined;
    // For a new row, references may also come from defaults.
    const own = isOldKey ? [] : names.filter((name) => key === undefined || sent.has(name));
    return referenceProblem(db, entity, found, own, attempted);
  }
  if (code === '2200H') return exhausted(entity, error, values);
  if (attempted.deleting === true) {
    const detail = `Rows that refer to this ${entity.resource.name} require it.`;
    return new Problem(409, 'conflict_reference', detail, options);
  }
  if (code === '23505') return uniqueProblem(db, entity, error, columns, attempted);
  if (code === '23502') return invalidBody(faultsAt(fieldsOf(entity, [String(column)]), 'must not be null'));
  if (code === '23514') return invalidBody(faultsAt(names, 'violates a constraint'));
  if (rejectsValue(error))
    return invalidBody(faultsAt(await refusedFields(db, values), 'is not a value that can be stored'));
  return general;
};
