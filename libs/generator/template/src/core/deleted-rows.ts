import { getTableName, sql } from 'drizzle-orm';
import { allOf, equalColumns, notDeleted, rowOf } from './access.ts';
import type { Values } from './body.ts';
import { columnRef } from './codec.ts';
import type { Database } from './database.ts';
import { rowsOf } from './execute.ts';
import { isLastingKey, referrerNamed } from './foreign-keys.ts';
import { fromTable, hasKey, rowAlias } from './read-rows.ts';
import type { Entity } from './registry.ts';
import { knownValue } from './sequences.ts';

const alias = 'other';

/**
 * Whether a row that is marked as deleted already holds the key that a write attempted to set. Unique indexes of keys
 * that other tables refer to include such rows.
 */
export const heldByDeleted = async (
  db: Database,
  entity: Entity,
  columns: readonly string[],
  { values, key }: { readonly values: Values; readonly key?: readonly string[] | undefined },
): Promise<boolean> => {
  const { deletedAt } = entity.resource;
  if (deletedAt === undefined || !isLastingKey(entity, columns)) return false;
  const members = entity.members.filter(({ column }) => columns.includes(column.name));
  const after = members.map(({ column }) =>
    knownValue(entity, values, column, key === undefined ? undefined : rowAlias),
  );
  const conditions = members.map(({ column }, index) => {
    const value = after[index];
    return value === undefined ? sql`false` : sql`${columnRef(alias, column)} = ${value}`;
  });
  const own = key === undefined ? sql`` : sql`, ${fromTable(entity)}`;
  const [found] = await rowsOf(
    db,
    sql`select 1 from ${entity.table} as ${sql.identifier(alias)}${own}
      where ${allOf([...conditions, key === undefined ? undefined : hasKey(entity, key)])}
        and ${columnRef(alias, deletedAt)} is not null limit 1`,
  );
  return found !== undefined;
};

/** The foreign key constraint that PostgreSQL reported as violated. */
export interface Violated {
  readonly table?: unknown;
  readonly constraint?: unknown;
}

/**
 * If only rows that are marked as deleted keep PostgreSQL from deleting a row or changing its key, the beginning of a
 * message that says so, as the client cannot see those rows. Undefined if visible rows are the reason.
 */
export const refusedByDeleted = async (
  db: Database,
  entity: Entity,
  { table, constraint }: Violated,
  key: readonly string[],
): Promise<string | undefined> => {
  const direct = referrerNamed(entity, table, constraint);
  const holder = direct?.holder ?? furtherHolder(entity, table);
  const visible = holder === undefined ? undefined : notDeleted(holder, alias);
  if (holder === undefined || visible === undefined) return undefined;
  const name = JSON.stringify(holder.resource.name);
  // Only PostgreSQL knows which rows the deletion would cascade to.
  if (direct === undefined)
    return `Rows of ${name}, possibly marked as deleted, refer to rows that would be deleted with`;
  const refers = equalColumns(direct.columns.map(rowOf(alias)), direct.references.map(rowOf(rowAlias)));
  const [found] = await rowsOf(
    db,
    sql`select 1 from ${fromTable(entity)}, ${holder.table} as ${sql.identifier(alias)}
      where ${hasKey(entity, key)} and ${refers} and ${visible} limit 1`,
  );
  return found === undefined ? `Rows of ${name} that are marked as deleted still refer to` : undefined;
};

/** The table of this name among those that directly or indirectly refer to the entity. */
const furtherHolder = (entity: Entity, table: unknown): Entity | undefined => {
  const open = new Set([entity]);
  for (const next of open) {
    for (const { holder } of next.referrers) open.add(holder);
  }
  return [...open].find((candidate) => getTableName(candidate.table) === table);
};
