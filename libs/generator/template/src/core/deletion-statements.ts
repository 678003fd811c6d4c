import { sql, type SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { notDeleted } from './access.ts';
import { columnRef } from './codec.ts';
import type { Database } from './database.ts';
import { rowsOf } from './execute.ts';
import type { ForeignKey } from './foreign-keys.ts';
import { fromTable, rowAlias } from './read-rows.ts';
import type { Entity } from './registry.ts';

/**
 * Rows of one table that a soft delete has reached. They are identified by `ctid`, which works for tables without a
 * key, and are processed table by table instead of row by row.
 */
export interface Rows {
  readonly entity: Entity;
  /** Their ctids, separated by semicolons; valid while the rows are locked and not updated. */
  readonly places: string;
  /** `removed` rows are really deleted; PostgreSQL then cascades to the rows that refer to them by itself. */
  readonly fate: 'marked' | 'removed';
}

/** Rows that were marked, and a foreign key that refers to them without `on delete cascade`. */
export interface Referring {
  readonly key: ForeignKey;
  readonly rows: Rows;
}

export interface Deletion {
  readonly db: Database;
  /** The ctids of the rows to be removed, all at once at the end. */
  readonly removed: Map<Entity, Set<string>>;
  readonly held: Referring[];
  readonly cleared: Referring[];
}

export const childAlias = 'c';
/** CTE names cannot clash with tables: the generator renames tables of the model that start with `pg_`. */
const parents = sql.identifier('pg_parents');
const removals = (index: number) => sql.identifier(`pg_removal_${index}`);

export const isAt = (alias: string, places: string): SQL =>
  sql`${sql.identifier(alias)}.ctid = any(string_to_array(${places}::text, ';')::tid[])`;

const placesIn = async (db: Database, rows: SQL): Promise<string | undefined> => {
  const [found] = await rowsOf(db, sql`${rows} select string_agg(place::text, ';') as places from rows`);
  return typeof found?.['places'] === 'string' ? found['places'] : undefined;
};

export const pairs = ({ columns, references }: ForeignKey, child: string, parent: string): SQL =>
  sql.join(
    columns.map((column, index) => {
      const reference = references[index];
      return reference === undefined ? sql`false` : sql`${columnRef(child, column)} = ${columnRef(parent, reference)}`;
    }),
    sql` and `,
  );

/** Selects the visible rows that refer to rows by a key, except those that will be removed anyway. */
export const referringWhere = ({ removed }: Deletion, key: ForeignKey): SQL => {
  const doomed = [...(removed.get(key.holder) ?? [])].join(';');
  const others = doomed === '' ? sql`` : sql` and not (${isAt(childAlias, doomed)})`;
  return sql`${pairs(key, childAlias, rowAlias)} and ${notDeleted(key.holder, childAlias) ?? sql`true`}${others}`;
};

export const childTable = ({ holder }: ForeignKey): SQL => sql`${holder.table} as ${sql.identifier(childAlias)}`;

/** The foreign keys by which visible rows refer to the given rows, found in one statement. */
export const referringKeys = async (
  deletion: Deletion,
  { entity, places, fate }: Rows,
): Promise<readonly ForeignKey[]> => {
  const keys = entity.referrers.filter(({ onDelete }) => fate === 'marked' || onDelete === 'cascade');
  if (keys.length === 0) return [];
  const columns = [...new Set(keys.flatMap(({ references }) => references))];
  const parts = keys.map(
    (key, index) => sql`select ${sql.raw(String(index))} as key
      where exists (select 1 from ${childTable(key)}, ${parents} as ${sql.identifier(rowAlias)} where ${referringWhere(deletion, key)})`,
  );
  const found = await rowsOf(
    deletion.db,
    sql`with ${parents} as materialized (
      select ${sql.join(
        columns.map((column) => columnRef(rowAlias, column)),
        sql`, `,
      )} from ${fromTable(entity)} where ${isAt(rowAlias, places)})
      ${sql.join(parts, sql` union all `)}`,
  );
  const positions = new Set(found.map(({ key }) => Number(key)));
  return keys.filter((_, index) => positions.has(index));
};

export const lock = (db: Database, entity: Entity, where: SQL): Promise<string | undefined> => {
  const place = sql`${sql.identifier(rowAlias)}.ctid`;
  return placesIn(db, sql`with rows as (select ${place} as place from ${fromTable(entity)} where ${where} for update)`);
};

/** Locks the referring rows in the order of their ctids, so that concurrent deletions wait instead of deadlocking. */
export const lockReferring = (
  deletion: Deletion,
  key: ForeignKey,
  { entity, places }: Rows,
): Promise<string | undefined> => {
  const child = sql.identifier(childAlias);
  return placesIn(
    deletion.db,
    sql`with rows as (select ${child}.ctid as place from ${childTable(key)}, ${fromTable(entity)}
      where ${isAt(rowAlias, places)} and ${referringWhere(deletion, key)} order by ${child}.ctid for update of ${child})`,
  );
};

const markOf = (deletedAt: PgColumn): SQL => sql`${sql.identifier(deletedAt.name)} = now()`;

/** Marks rows as deleted; undefined if no row is left to be marked. */
export const mark = async (db: Database, rows: Rows, deletedAt: PgColumn): Promise<Rows | undefined> => {
  const place = sql`${sql.identifier(rowAlias)}.ctid`;
  const places = await placesIn(
    db,
    sql`with rows as (update ${fromTable(rows.entity)} set ${markOf(deletedAt)} where ${isAt(rowAlias, rows.places)} returning ${place} as place)`,
  );
  return places === undefined ? undefined : { ...rows, places };
};

export const deleteLast = async (deletion: Deletion, key: ForeignKey, { entity, places }: Rows): Promise<void> => {
  const { deletedAt } = key.holder.resource;
  const where = sql`${isAt(rowAlias, places)} and ${referringWhere(deletion, key)}`;
  await rowsOf(
    deletion.db,
    deletedAt === undefined
      ? sql`delete from ${childTable(key)} using ${fromTable(entity)} where ${where}`
      : sql`update ${childTable(key)} set ${markOf(deletedAt)} from ${fromTable(entity)} where ${where}`,
  );
};

export const clear = (deletion: Deletion, { key, rows }: Referring): Promise<string | undefined> => {
  const value = sql.raw(key.onDelete === 'set null' ? 'null' : 'default');
  const values = key.columns.map((column) => sql`${sql.identifier(column.name)} = ${value}`);
  return placesIn(
    deletion.db,
    sql`with rows as (update ${childTable(key)} set ${sql.join(values, sql`, `)} from ${fromTable(rows.entity)}
      where ${isAt(rowAlias, rows.places)} and ${referringWhere(deletion, key)} returning ${sql.identifier(childAlias)}.ctid as place)`,
  );
};

/** In one statement, so that rows that are removed together do not block or update each other. */
export const removeAll = async ({ db, removed }: Deletion): Promise<void> => {
  const parts = [...removed].map(
    ([entity, places], index) =>
      sql`${removals(index)} as (delete from ${fromTable(entity)} where ${isAt(rowAlias, [...places].join(';'))})`,
  );
  if (parts.length > 0) await rowsOf(db, sql`with ${sql.join(parts, sql`, `)} select 1`);
};
