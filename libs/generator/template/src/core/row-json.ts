import { sql, type SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { allOf, equalColumns, notDeleted, requireGrant, rowCondition, rowOf, type Caller } from './access.ts';
import { columnRef, jsonText, orderRef } from './codec.ts';
import { limits } from './limits.ts';
import type { Entity, Member, ResolvedRelation } from './registry.ts';

/** Which relations to embed, and which ones of those. */
export interface IncludeTree extends ReadonlyMap<string, IncludeTree> {}

export interface RowShape {
  /** The fields to write; all but passwords when undefined. */
  readonly members?: readonly Member[] | undefined;
  readonly include: IncludeTree;
  readonly caller: Caller | undefined;
}

export const noIncludes: IncludeTree = new Map<string, IncludeTree>();

const refs = (alias: string, columns: readonly PgColumn[]): SQL[] => columns.map((column) => columnRef(alias, column));

/** The rows that a relation leads to, seen from the row of `alias`. */
const joinOf = ({ relation }: ResolvedRelation, alias: string, inner: string): SQL => {
  const here = refs(alias, relation.columns);
  const there = refs(inner, relation.references);
  if (relation.kind !== 'through') return equalColumns(there, here);
  const link = `${inner}_link`;
  const linkTable = relation.near[0]?.table;
  const joined = sql`${equalColumns(refs(link, relation.near), here)} and ${equalColumns(there, refs(link, relation.far))}`;
  return sql`exists (select 1 from ${linkTable} as ${sql.identifier(link)} where ${joined})`;
};

/** Rows in the order of their key, or of their place in the table. */
const keyOrder = (entity: Entity, alias: string): SQL =>
  entity.key.length === 0
    ? sql`${sql.identifier(alias)}.ctid`
    : sql.join(
        entity.key.map((member) => orderRef(alias, member.column).ref),
        sql`, `,
      );

/** Whether a relation leads to a list of rows, and not to one row at most. */
export const isList = ({ relation }: ResolvedRelation): boolean =>
  relation.kind === 'through' || (relation.kind === 'many' && !relation.single);

/**
 * The first rows as an object like that of a list; one more is looked for to know whether there are others. `offset 0`:
 * PostgreSQL would put the subquery in each of the two places that use it, and read the rows twice, lists in them four times.
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
 * A row as the text of a JSON object, built by PostgreSQL: with exact digits, with names of any length and number, and
 * with embedded rows in the same statement.
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
