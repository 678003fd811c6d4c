import { sql, type SQL } from 'drizzle-orm';
import { allOf, notDeleted, requireGrant, rowCondition, rowOf, type Caller } from './access.ts';
import { columnRef, textSql } from './codec.ts';
import type { Database } from './database.ts';
import { rowsOf } from './execute.ts';
import { parseText } from './filters.ts';
import { afterPosition, encodeCursor, orderBy, type SortTerm } from './keyset.ts';
import { limits } from './limits.ts';
import { readItemQuery, readListQuery, type QueryMembers } from './list-query.ts';
import { invalidQuery, notFound } from './problems.ts';
import type { Entity } from './registry.ts';
import { rowJson } from './row-json.ts';

export interface ReadContext {
  readonly db: Database;
  readonly caller: Caller | undefined;
}

/** The alias of the main table in every statement. */
export const rowAlias = 't';

export const fromTable = (entity: Entity): SQL => sql`${entity.table} as ${sql.identifier(rowAlias)}`;

/** A row as JSON text, with its version (`xmin`), which changes with every update. */
export interface TaggedRow {
  readonly json: string;
  readonly tag: string;
}

const textOrNull = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));

/** The condition that a row has this key. A segment that is not valid for its column is a 404. */
export const hasKey = (entity: Entity, key: readonly string[]): SQL =>
  allOf(
    entity.key.map((member, index) => {
      const parsed = parseText(key[index] ?? '', member);
      if ('fault' in parsed) throw notFound();
      return sql`${columnRef(rowAlias, member.column)} = ${textSql(member.column, parsed.value)}`;
    }),
  );

/**
 * Keeps PostgreSQL from sending a row that exceeds the size limit. The JSON is used twice: a subquery that provides it
 * must end in `offset 0`, otherwise PostgreSQL inlines it and builds the JSON twice.
 */
const answerable = (json: SQL): SQL =>
  sql`case when octet_length(${json}) <= ${sql.raw(String(limits.rowBytes))} then ${json} end`;

const jsonOf = ({ json }: Readonly<Record<string, unknown>>): string => {
  if (json !== null) return String(json);
  const megabytes = limits.rowBytes / 1024 / 1024;
  throw invalidQuery('fields', `must leave out fields: a row of the answer is larger than ${megabytes} MB`);
};

export const getRow = async (
  { db, caller }: ReadContext,
  entity: Entity,
  key: readonly string[],
  query: QueryMembers,
): Promise<TaggedRow & { readonly embeds: boolean }> => {
  const grant = requireGrant(entity, 'read', caller);
  const { members, include } = readItemQuery(entity, query);
  const row = rowJson(entity, rowAlias, { members, include, caller });
  const where = allOf([
    hasKey(entity, key),
    notDeleted(entity, rowAlias),
    rowCondition(entity, grant, rowOf(rowAlias), caller),
  ]);
  const [found] = await rowsOf(
    db,
    sql`select ${answerable(sql`json`)} as json, tag from (
      select ${row} as json, ${sql.identifier(rowAlias)}.xmin::text as tag from ${fromTable(entity)} where ${where} offset 0) as found`,
  );
  if (found === undefined) throw notFound();
  return { json: jsonOf(found), tag: String(found['tag']), embeds: include.size > 0 };
};

/**
 * Returns rows in order, up to the size limit of a page but at least one. `fetched` also counts the rows beyond the
 * limit.
 */
const pageStatement = (row: SQL, terms: readonly SortTerm[], rest: SQL): SQL => {
  const outer = terms.map((term, index) => ({ ...term, ref: sql`${sql.identifier(`o${index}`)}` }));
  const order = orderBy(outer);
  const inner = sql.join(
    terms.map((term, index) => sql`${term.ref} as ${sql.identifier(`o${index}`)}`),
    sql`, `,
  );
  const positions = sql.join(
    outer.map((term, index) => sql`${term.ref}::text as ${sql.identifier(`p${index}`)}`),
    sql`, `,
  );
  return sql`select ${answerable(sql`json`)} as json, fetched, ${positions} from (
      select page.*, count(*) over () as fetched,
        sum(octet_length(json)) over (order by ${order} rows unbounded preceding) - octet_length(json) as before
      from (select ${row} as json, ${inner} ${rest}) as page) as page
    where before < ${sql.raw(String(limits.pageBytes))} order by ${order}`;
};

/** A page of rows as the text of the response body. */
export const listRows = async ({ db, caller }: ReadContext, entity: Entity, query: QueryMembers): Promise<string> => {
  const grant = requireGrant(entity, 'read', caller);
  const { conditions, terms, limit, digest, after, members, include } = readListQuery(entity, query, rowAlias);
  const where = allOf([
    ...conditions,
    notDeleted(entity, rowAlias),
    rowCondition(entity, grant, rowOf(rowAlias), caller),
    after === undefined ? undefined : afterPosition(terms, after),
  ]);
  const row = rowJson(entity, rowAlias, { members, include, caller });
  const rest = sql`from ${fromTable(entity)} where ${where} order by ${orderBy(terms)} limit ${sql.raw(String(limit + 1))}`;
  const rows = await rowsOf(db, pageStatement(row, terms, rest));
  const page = rows.slice(0, limit);
  const last = Number(rows[0]?.['fetched'] ?? 0) > page.length ? page.at(-1) : undefined;
  const nextCursor =
    last === undefined
      ? null
      : encodeCursor(
          digest,
          terms.map((_, index) => textOrNull(last[`p${index}`])),
        );
  const data = page.map(jsonOf).join(',');
  return `{"data":[${data}],"page":${JSON.stringify({ nextCursor, limit })}}`;
};
