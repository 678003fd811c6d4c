import { sql, type SQL } from 'drizzle-orm';
import { columnRef } from './codec.ts';
import type { Database } from './database.ts';
import {
  childAlias,
  childTable,
  clear,
  deleteLast,
  isAt,
  lock,
  lockReferring,
  mark,
  pairs,
  referringKeys,
  referringWhere,
  removeAll,
  type Deletion,
  type Rows,
} from './deletion-statements.ts';
import { rowsOf } from './execute.ts';
import type { ForeignKey } from './foreign-keys.ts';
import { Problem } from './problems.ts';
import { fromTable, rowAlias } from './read-rows.ts';
import type { Entity } from './registry.ts';

/*
 * Marking a row as deleted has the same effect on referring rows as DELETE: reject, cascade, or clear the reference. So
 * no visible row ever refers to a deleted one.
 *
 * A row that others may refer to is locked FOR UPDATE before its referring rows are searched. Setting the mark alone
 * would not block concurrent inserts of references, which lock the row FOR KEY SHARE. Statements after the lock see
 * every reference that was committed before it.
 */

/** Records rows to be removed; returns those that were not recorded yet, undefined if there are none. */
const doom = ({ removed }: Deletion, rows: Rows): Rows | undefined => {
  const known = removed.get(rows.entity) ?? new Set<string>();
  const fresh = rows.places.split(';').filter((place) => !known.has(place));
  fresh.forEach((place) => known.add(place));
  removed.set(rows.entity, known);
  return fresh.length === 0 ? undefined : { ...rows, places: fresh.join(';') };
};

/**
 * Whether rows that cascade by a key need no further processing: no rows refer to them, and they do not block a
 * deletion.
 */
const isLast = ({ holder }: ForeignKey, fate: Rows['fate']): boolean =>
  holder.referrers.length === 0 &&
  (fate === 'marked' ||
    holder.foreignKeys.every((key) => key.onDelete === 'cascade' || key.target.resource.deletedAt === undefined));

/** Cascades to the rows that refer by a key; returns those that need further processing. */
const follow = async (deletion: Deletion, key: ForeignKey, rows: Rows): Promise<readonly Rows[]> => {
  const fate = key.holder.resource.deletedAt === undefined ? 'removed' : rows.fate;
  if (isLast(key, fate)) {
    if (rows.fate === 'marked') await deleteLast(deletion, key, rows);
    return [];
  }
  const places = await lockReferring(deletion, key, rows);
  return places === undefined ? [] : [{ entity: key.holder, places, fate }];
};

/** Marks locked rows, or records them for removal, and returns the rows that the deletion cascades to. */
const visit = async (deletion: Deletion, rows: Rows): Promise<readonly Rows[]> => {
  const { deletedAt } = rows.entity.resource;
  const isMarked = rows.fate === 'marked' && deletedAt !== undefined;
  const now = isMarked ? await mark(deletion.db, rows, deletedAt) : doom(deletion, rows);
  if (now === undefined) return [];
  const next: Rows[] = [];
  for (const key of await referringKeys(deletion, now)) {
    if (key.onDelete === 'cascade') next.push(...(await follow(deletion, key, now)));
    else if (key.onDelete === 'set null' || key.onDelete === 'set default') deletion.cleared.push({ key, rows: now });
    else deletion.held.push({ key, rows: now });
  }
  return next;
};

const refused = (detail: string): Problem => new Problem(409, 'conflict_reference', detail);

/** Checked after all cascades: a referring row that is deleted as well does not block the deletion. */
const requireFree = async (deletion: Deletion, start: Entity): Promise<void> => {
  for (const { key, rows } of deletion.held) {
    const [found] = await rowsOf(
      deletion.db,
      sql`select 1 from ${childTable(key)}, ${fromTable(rows.entity)}
        where ${isAt(rowAlias, rows.places)} and ${referringWhere(deletion, key)} limit 1`,
    );
    if (found === undefined) continue;
    const what =
      rows.entity === start
        ? `this ${start.resource.name}`
        : `a row that would be deleted with this ${start.resource.name}`;
    throw refused(`Other rows refer to ${what}.`);
  }
};

/**
 * `on delete set default` must not refer to a row marked as deleted, which PostgreSQL's foreign key check would allow.
 */
const requireVisible = async (db: Database, key: ForeignKey, places: string, start: Entity): Promise<void> => {
  const touched = key.holder.foreignKeys.filter((other) =>
    other.columns.some((column) => key.columns.includes(column)),
  );
  for (const other of touched) {
    const { deletedAt } = other.target.resource;
    if (deletedAt === undefined) continue;
    const [found] = await rowsOf(
      db,
      sql`select 1 from ${childTable(other)}, ${fromTable(other.target)}
        where ${isAt(childAlias, places)} and ${pairs(other, childAlias, rowAlias)}
          and ${columnRef(rowAlias, deletedAt)} is not null limit 1`,
    );
    if (found !== undefined) throw refused(`Rows that refer to this ${start.resource.name} would refer to no row.`);
  }
};

/** Whether deleting a row may affect other rows and therefore needs a transaction. */
export const isFollowed = (entity: Entity): boolean =>
  entity.resource.deletedAt !== undefined && entity.referrers.length > 0;

/**
 * Marks the row that meets a condition as deleted, with all cascades. Must run in a transaction; false if there is no
 * such row.
 *
 * @throws Problem 409 if a visible row would still refer to a deleted one
 */
export const markAsDeleted = async (db: Database, entity: Entity, where: SQL): Promise<boolean> => {
  const places = await lock(db, entity, where);
  if (places === undefined) return false;
  const deletion: Deletion = { db, removed: new Map(), held: [], cleared: [] };
  const queue: Rows[] = [{ entity, places, fate: 'marked' }];
  for (const rows of queue) queue.push(...(await visit(deletion, rows)));
  await requireFree(deletion, entity);
  for (const referring of deletion.cleared) {
    const changed = await clear(deletion, referring);
    const { key } = referring;
    if (key.onDelete === 'set default' && changed !== undefined) await requireVisible(db, key, changed, entity);
  }
  await removeAll(deletion);
  return true;
};
