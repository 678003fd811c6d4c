import { sql, type SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { allOf, equalColumns, notDeleted, requireGrant, rowCondition, rowOf, type Caller } from './access.ts';
import { columnRef, jsonText, orderRef } from './codec.ts';
import { limits } from './limits.ts';
import type { Entity, Member, ResolvedRelation } from './registry.ts';

/** The relations to embed, and recursively those of the embedded rows. */
export interface IncludeTree extends ReadonlyMap<string, IncludeTree> {}

export interface RowShape {
  /** The fields to return; undefined for all. Passwords are never returned. */
  readonly members?: readonly Member[] | undefined;
  readonly include: IncludeTree;
  readonly caller: Caller | undefined;
}

export const noIncludes: IncludeTree = new Map<string, IncludeTree>();

const refs = (alias: string, columns: readonly PgColumn[]): SQL[] => columns.map((column) => columnRef(alias, column));

/** The join condition from the row of `alias` to the rows of a relation. */
const joinOf = ({ relation }: ResolvedRelation, alias: string, inner: string): SQL => {
  const here = refs(alias, relation.columns);
  const there = refs(inner, relation.references);
  if (relation.kind !== 'through') return equalColumns(there, here);
  const link = `${inner}_link`;
  const linkTable = relation.near[0]?.table;
  const joined = sql`${equalColumns(refs(link, relation.near), here)} and ${equalColumns(there, refs(link, relation.far))}`;
  return sql`exists (select 1 from ${linkTable} as ${sql.identifier(link)} where ${joined})`;
};

/** Orders rows by their key, or by ctid if there is none. */
const keyOrder = (entity: Entity, alias: string): SQL =>
  entity.key.length === 0
    ? sql`${sql.identifier(alias)}.ctid`
    : sql.join(
        entity.key.map((member) => orderRef(alias, member.column).ref),
        sql`, `,
      );

/** Whether a relation leads to a list of rows instead of at most one. */
export const isList = ({ relation }: ResolvedRelation): boolean =>
  relation.kind === 'through' || (relation.kind === 'many' && !relation.single);

/**
 * The first rows as `{ data, hasMore }`; one more row is fetched to know whether there are more. `offset 0` keeps
 * PostgreSQL from inlining the subquery in both places that use it, which would double the reads at each level of
 * nesting.
 */
const embeddedList = (row: SQL, from: SQL, order: SQL, inner: string): SQL => {
  const [list, count] = [sql.identifier(`${inner}_list`), sql.raw(String(limits.embeddedRows))];
  return sql`(select '{"data":[' || array_to_string(${list}.items[1:${count}], ',')
    || '],"hasMore":' || (cardinality(${list}.items) > ${count})::text || '}'
    from (select array(select ${row} ${from} order by ${order} limit ${count} + 1) as items offset 0) as ${list})`;
};

const embedded = (found: ResolvedRelation, include: IncludeTree, alias: string, caller: Caller | undefined): SQL => {
  const { target } = found;
  const inner = `${alias}i`;
  const grant = requireGrant(target, 'read', caller);
  const where = allOf([
    joinOf(found, alias, inner),
    notDeleted(target, inner),
    rowCondition(target, grant, rowOf(inner), caller),
  ]);
  const row = rowJson(target, inner, { include, caller });
  const from = sql`from ${target.table} as ${sql.identifier(inner)} where ${where}`;
  return isList(found)
    ? embeddedList(row, from, keyOrder(target, inner), inner)
    : sql`coalesce((select ${row} ${from} limit 1), 'null')`;
};

const memberText = (name: string, value: SQL): SQL => sql`${`${JSON.stringify(name)}:`}::text || ${value}`;

/**
 * A row as JSON text, built by PostgreSQL: numbers stay exact, and embedded rows are read in the same statement.
 * `json_build_object` would limit the number of fields.
 */
export const rowJson = (entity: Entity, alias: string, { members, include, caller }: RowShape): SQL => {
  const own = (members ?? entity.members).filter((member) => !member.password);
  const parts = own.map((member) => memberText(member.name, jsonText(alias, member.column)));
  for (const [name, nested] of include) {
    const found = entity.relations.get(name);
    if (found !== undefined) parts.push(memberText(name, embedded(found, nested, alias, caller)));
  }
  if (parts.length === 0) return sql`'{}'`;
  return sql`'{' || array_to_string(array[${sql.join(parts, sql`, `)}], ',') || '}'`;
};
