import { getTableColumns, getTableName } from 'drizzle-orm';
import { getTableConfig, type PgColumn, type PgTable } from 'drizzle-orm/pg-core';
import type { Entity } from './registry.ts';

type ReferentialAction = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default';

/**
 * A foreign key between two tables of the API: `columns` of the holder hold the values of `references` of the target.
 */
export interface ForeignKey {
  /** The constraint's name in the database. */
  readonly name: string;
  readonly holder: Entity;
  readonly columns: readonly PgColumn[];
  readonly target: Entity;
  readonly references: readonly PgColumn[];
  readonly onDelete: ReferentialAction;
  readonly onUpdate: ReferentialAction;
}

/** Maps the columns of a constraint to those of the table: Drizzle uses different objects for them. */
const columnsOf = (table: PgTable, declared: readonly PgColumn[]): readonly PgColumn[] => {
  const own = new Map(Object.values<PgColumn>(getTableColumns(table)).map((column) => [column.name, column]));
  return declared.map((column) => own.get(column.name) ?? column);
};

/** The foreign keys that a table holds, as its Drizzle table declares them. */
export const foreignKeysOf = (
  holder: Entity,
  entityOf: (table: PgTable) => Entity | undefined,
): readonly ForeignKey[] =>
  getTableConfig(holder.table).foreignKeys.flatMap((key) => {
    const { columns, foreignColumns, foreignTable } = key.reference();
    const target = entityOf(foreignTable);
    if (target === undefined) return [];
    const { onDelete = 'no action', onUpdate = 'no action' } = key;
    const ends = {
      columns: columnsOf(holder.table, columns),
      references: columnsOf(foreignTable, foreignColumns),
    };
    return [{ name: key.getName(), holder, target, ...ends, onDelete, onUpdate }];
  });

const sameColumns = (left: readonly PgColumn[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((column) => right.includes(column.name));

/** Whether rows keep this key when they are marked as deleted: the primary key, and keys that foreign keys refer to. */
export const isLastingKey = (entity: Entity, columns: readonly string[]): boolean =>
  sameColumns(entity.primaryKey, columns) || entity.referrers.some((key) => sameColumns(key.references, columns));

/** The columns of the primary key; empty if there is none. */
export const primaryKeyOf = (table: PgTable): readonly PgColumn[] => {
  const { columns, primaryKeys } = getTableConfig(table);
  const [declared] = primaryKeys;
  return declared === undefined ? columns.filter(({ primary }) => primary) : columnsOf(table, declared.columns);
};

/** The foreign key with this table and name, among those that refer to the entity. */
export const referrerNamed = (entity: Entity, table: unknown, name: unknown): ForeignKey | undefined =>
  entity.referrers.find((key) => key.name === name && getTableName(key.holder.table) === table);
