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

/** Whether a key is one that a row keeps when it is marked as deleted, so that a new row with it takes its place. */
export const isRevivable = (entity: Entity, columns: readonly string[]): boolean =>
  entity.resource.deletedAt !== undefined && isLastingKey(entity, columns);

/**
 * Numbers and UUIDs that PostgreSQL made up, and that other rows may refer to, stay as they are unless others are sent:
 * rows that are marked may still do so.
 */
const stays = (entity: Entity, member: Member): boolean => {
  const { column, type } = member;
  const isKey =
    entity.primaryKey.includes(column) || entity.referrers.some(({ references }) => references.includes(column));
  return isKey && (isNumbered(member) || (type.element.makesUpKeys && column.hasDefault));
};

/** Every field of the old row is replaced: a field that was not sent gets its default, or null. */
const assignments = (entity: Entity, values: Values): readonly SQL[] =>
  entity.members.flatMap((member) => {
    if (!values.has(member) && stays(entity, member)) return [];
    const value = values.has(member) ? valueSql(member.column, values.get(member)) : sql`default`;
    return [sql`${sql.identifier(member.column.name)} = ${value}`];
  });

/**
 * Creates a row in the place of one that is marked as deleted and still holds the key, which PostgreSQL keeps unique: a
 * new row in everything but that key, for a caller who may create it. Undefined where no marked row holds the key.
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
