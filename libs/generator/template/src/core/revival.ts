import { sql, type SQL } from 'drizzle-orm';
import { allOf, rowOf, type Grant } from './access.ts';
import type { Values } from './body.ts';
import { valueSql } from './codec.ts';
import { rowsOf } from './execute.ts';
import { isLastingKey } from './foreign-keys.ts';
import { fromTable, rowAlias } from './read-rows.ts';
import type { Entity, Member } from './registry.ts';
import { isNumbered, knownValue } from './sequences.ts';
import { requireChecks, writeChecks } from './write-checks.ts';
import { returning, writtenRow, type WriteContext, type WrittenRow } from './write-rows.ts';

/** Whether a deleted row keeps this key, so that a new row with the same key has to replace it. */
export const isRevivable = (entity: Entity, columns: readonly string[]): boolean =>
  entity.resource.deletedAt !== undefined && isLastingKey(entity, columns);

/**
 * Generated keys (sequence numbers and UUIDs) of the old row stay unless the request sets them, because deleted rows
 * may still refer to them.
 */
const stays = (entity: Entity, member: Member): boolean => {
  const { column, type } = member;
  const isKey =
    entity.primaryKey.includes(column) || entity.referrers.some(({ references }) => references.includes(column));
  return isKey && (isNumbered(member) || (type.element.makesUpKeys && column.hasDefault));
};

/** Replaces every field of the old row: fields that were not sent get their default, or null. */
const assignments = (entity: Entity, values: Values): readonly SQL[] =>
  entity.members.flatMap((member) => {
    if (!values.has(member) && stays(entity, member)) return [];
    const value = values.has(member) ? valueSql(member.column, values.get(member)) : sql`default`;
    return [sql`${sql.identifier(member.column.name)} = ${value}`];
  });

/**
 * Creates a row by overwriting a deleted row that still holds its key, as the unique index includes deleted rows. The
 * same checks apply as for any new row. Undefined if no deleted row holds the key.
 */
export const reviveRow = async (
  { db, caller }: WriteContext,
  entity: Entity,
  grant: Grant,
  values: Values,
  key: readonly string[],
): Promise<WrittenRow | undefined> => {
  const { deletedAt } = entity.resource;
  const members = entity.members.filter(({ column }) => key.includes(column.name));
  const held = members.map(({ column }) => knownValue(entity, values, column));
  if (deletedAt === undefined || held.includes(undefined)) return undefined;
  const checks = writeChecks(entity, 'create', grant, values, caller);
  const where = allOf([
    ...members.map(({ column }, index) => sql`${rowOf(rowAlias)(column)} = ${held[index]}`),
    sql`${rowOf(rowAlias)(deletedAt)} is not null`,
    ...checks.map(({ condition }) => condition),
  ]);
  const mark = sql`${sql.identifier(deletedAt.name)} = null`;
  const [row] = await rowsOf(
    db,
    sql`update ${fromTable(entity)} set ${sql.join([mark, ...assignments(entity, values)], sql`, `)}
      where ${where} returning ${returning(entity, caller)}`,
  );
  if (row !== undefined) return writtenRow(entity, row);
  await requireChecks(db, checks);
  return undefined;
};
