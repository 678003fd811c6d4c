import { sql, type SQL } from 'drizzle-orm';
import { allOf, grantOf, notDeleted, rowCondition, rowOf, type Caller, type Grant } from './access.ts';
import type { Values } from './body.ts';
import { columnRef, valueSql } from './codec.ts';
import type { Database } from './database.ts';
import { withDrawnReferences } from './drawn-references.ts';
import { preconditionFailed, requiredVersions } from './etag.ts';
import { rowsOf } from './execute.ts';
import { forbidden, notFound } from './problems.ts';
import { fromTable, hasKey, rowAlias, type TaggedRow } from './read-rows.ts';
import type { Entity, Member } from './registry.ts';
import { noIncludes, rowJson } from './row-json.ts';
import { isFollowed, markAsDeleted } from './soft-delete.ts';
import { requireChecks, writeChecks, type WriteCheck } from './write-checks.ts';

export interface WriteContext {
  readonly db: Database;
  readonly caller: Caller | undefined;
}

/** The result of a write; `readable` is false if the caller may not read the written row. */
export interface WrittenRow extends TaggedRow {
  readonly readable: boolean;
  /** The key as in the row's URL. */
  readonly key: readonly string[];
}

const columnsOf = (values: Values): SQL =>
  sql.join(
    [...values.keys()].map((member) => sql`${sql.identifier(member.column.name)}`),
    sql`, `,
  );

export const returning = (entity: Entity, caller: Caller | undefined): SQL => {
  const readable = rowCondition(entity, grantOf(entity, 'read', caller), rowOf(rowAlias), caller) ?? sql`true`;
  const key = entity.key.map((member, index) => sql`, ${keyText(member)} as ${sql.identifier(`k${index}`)}`);
  const row = rowJson(entity, rowAlias, { include: noIncludes, caller });
  const tag = sql`${sql.identifier(rowAlias)}.xmin::text`;
  return sql`${row} as json, ${tag} as tag, ${readable} as readable${sql.join(key)}`;
};

/** A key column as the text in a URL: its JSON value without quotes. */
const keyText = ({ column, type }: Member): SQL => type.element.answered.key(columnRef(rowAlias, column));

export const writtenRow = (entity: Entity, row: Readonly<Record<string, unknown>>): WrittenRow => ({
  json: String(row['json']),
  tag: String(row['tag']),
  readable: row['readable'] === true,
  key: entity.key.map((_, index) => String(row[`k${index}`])),
});

/** `insert … default values` has no `where` for the checks, so one of the references is written explicitly. */
const writtenOut = (entity: Entity, values: Values): Values => {
  if (values.size > 0) return values;
  const references = entity.foreignKeys.flatMap(({ columns }) => columns);
  const member = entity.members.find(({ column }) => references.includes(column));
  return member === undefined ? values : new Map([[member, member.column.default ?? null]]);
};

const insertStatement = (
  entity: Entity,
  values: Values,
  checks: readonly WriteCheck[],
  caller: Caller | undefined,
): SQL => {
  const into = sql`insert into ${fromTable(entity)}`;
  if (values.size === 0) return sql`${into} default values returning ${returning(entity, caller)}`;
  const row = sql.join(
    [...values].map(([member, value]) => valueSql(member.column, value)),
    sql`, `,
  );
  const where = allOf(checks.map((check) => check.condition));
  return sql`${into} (${columnsOf(values)}) select ${row} where ${where} returning ${returning(entity, caller)}`;
};

export const insertRow = async (
  { db, caller }: WriteContext,
  entity: Entity,
  grant: Grant,
  values: Values,
): Promise<WrittenRow> => {
  const written = writtenOut(entity, await withDrawnReferences(db, entity, values));
  const checks = writeChecks(entity, 'create', grant, written, caller);
  const [row] = await rowsOf(db, insertStatement(entity, written, checks, caller));
  if (row !== undefined) return writtenRow(entity, row);
  await requireChecks(db, checks);
  throw forbidden();
};

/** The row to be changed: its key, and the versions that the client accepts. */
export interface RowTarget {
  readonly key: readonly string[];
  /** The If-Match header; undefined if any version may be changed. */
  readonly ifMatch: string | undefined;
}

const targetCondition = (
  entity: Entity,
  grant: Grant,
  { key, ifMatch }: RowTarget,
  caller: Caller | undefined,
): SQL => {
  const tag = sql`${sql.identifier(rowAlias)}.xmin::text`;
  const known = requiredVersions(ifMatch)?.strong.map((text) => sql`${tag} = ${text}::text`);
  return allOf([
    hasKey(entity, key),
    notDeleted(entity, rowAlias),
    rowCondition(entity, grant, rowOf(rowAlias), caller),
    known === undefined ? undefined : sql.join([sql`false`, ...known], sql` or `),
  ]);
};

/**
 * Throws the reason why a row could not be changed: it does not exist (for this caller), the caller may not change it,
 * or its version does not match.
 */
const explainMiss = async (
  { db, caller }: WriteContext,
  entity: Entity,
  grant: Grant,
  target: RowTarget,
): Promise<void> => {
  const may = (given: Grant): SQL => rowCondition(entity, given, rowOf(rowAlias), caller) ?? sql`true`;
  const [row] = await rowsOf(
    db,
    sql`select ${may(grantOf(entity, 'read', caller))} as readable, ${may(grant)} as allowed,
        ${sql.identifier(rowAlias)}.xmin::text as tag
      from ${fromTable(entity)} where ${hasKey(entity, target.key)} and ${notDeleted(entity, rowAlias) ?? sql`true`}`,
  );
  if (row === undefined) throw notFound();
  if (row['allowed'] !== true) throw row['readable'] === true ? forbidden() : notFound();
  const required = requiredVersions(target.ifMatch);
  const version = String(row['tag']);
  if (required?.strong.includes(version) === false) throw preconditionFailed(required, version);
};

export const updateRow = async (
  context: WriteContext,
  entity: Entity,
  grant: Grant,
  target: RowTarget,
  values: Values,
): Promise<WrittenRow> => {
  const { db, caller } = context;
  const checks = writeChecks(entity, 'update', grant, values, caller);
  const where = allOf([targetCondition(entity, grant, target, caller), ...checks.map((check) => check.condition)]);
  const assignments = [...values].map(
    ([member, value]) => sql`${sql.identifier(member.column.name)} = ${valueSql(member.column, value)}`,
  );
  const result = returning(entity, caller);
  const statement =
    assignments.length === 0
      ? sql`select ${result} from ${fromTable(entity)} where ${where}`
      : sql`update ${fromTable(entity)} set ${sql.join(assignments, sql`, `)} where ${where} returning ${result}`;
  const [row] = await rowsOf(db, statement);
  if (row !== undefined) return writtenRow(entity, row);
  await explainMiss(context, entity, grant, target);
  await requireChecks(db, checks, sql`from ${fromTable(entity)} where ${hasKey(entity, target.key)}`);
  throw notFound();
};

export const deleteRow = async (
  context: WriteContext,
  entity: Entity,
  grant: Grant,
  target: RowTarget,
): Promise<void> => {
  const where = targetCondition(entity, grant, target, context.caller);
  if (isFollowed(entity)) {
    if (await markAsDeleted(context.db, entity, where)) return;
    await explainMiss(context, entity, grant, target);
    throw notFound();
  }
  const { deletedAt } = entity.resource;
  const statement =
    deletedAt === undefined
      ? sql`delete from ${fromTable(entity)} where ${where} returning true as done`
      : sql`update ${fromTable(entity)} set ${sql.identifier(deletedAt.name)} = now() where ${where} returning true as done`;
  const rows = await rowsOf(context.db, statement);
  if (rows.length > 0) return;
  await explainMiss(context, entity, grant, target);
  throw notFound();
};
