import { createHash } from 'node:crypto';
import { sql, type SQL } from 'drizzle-orm';
import { orderRef } from './codec.ts';
import { isStorable } from './formats.ts';
import { invalidQuery } from './problems.ts';
import type { Entity, Member } from './registry.ts';

/** One term of the sort order. As in PostgreSQL, nulls sort last in ascending order and first in descending order. */
export interface SortTerm {
  readonly ref: SQL;
  readonly cast: SQL;
  readonly nullable: boolean;
  readonly descending: boolean;
}

export const sortTerm = (member: Member, descending: boolean, alias: string): SortTerm => ({
  ...orderRef(alias, member.column),
  nullable: member.nullable,
  descending,
});

/** Tie breakers: the key fields that are not sorted by yet, or the ctid if there is no key. */
export const tieBreak = (entity: Entity, sorted: ReadonlySet<Member>, alias: string): readonly SortTerm[] => {
  if (entity.key.length > 0) {
    return entity.key.filter((member) => !sorted.has(member)).map((member) => sortTerm(member, false, alias));
  }
  return [{ ref: sql`${sql.identifier(alias)}.ctid`, cast: sql.raw('tid'), nullable: false, descending: false }];
};

export const orderBy = (terms: readonly SortTerm[]): SQL =>
  sql.join(
    terms.map(({ ref, descending }) => (descending ? sql`${ref} desc` : sql`${ref}`)),
    sql`, `,
  );

type Position = string | null;

const positionSql = (term: SortTerm, position: Position): SQL => sql`${position}::text::${term.cast}`;

/** Rows with the same value in this term. */
const same = (term: SortTerm, position: Position): SQL =>
  position === null ? sql`${term.ref} is null` : sql`${term.ref} = ${positionSql(term, position)}`;

/** Rows that this term sorts after the position; undefined if there can be none. */
const behind = (term: SortTerm, position: Position): SQL | undefined => {
  if (position === null) return term.descending ? sql`${term.ref} is not null` : undefined;
  const value = positionSql(term, position);
  if (term.descending) return sql`${term.ref} < ${value}`;
  return term.nullable ? sql`(${term.ref} > ${value} or ${term.ref} is null)` : sql`${term.ref} > ${value}`;
};

/** The rows after a position. A row comparison if possible, because it can use an index. */
export const afterPosition = (terms: readonly SortTerm[], positions: readonly Position[]): SQL => {
  const direction = terms[0]?.descending;
  if (terms.every((term) => !term.nullable && term.descending === direction)) {
    const refs = sql.join(
      terms.map((term) => term.ref),
      sql`, `,
    );
    const values = sql.join(
      terms.map((term, index) => positionSql(term, positions[index] ?? null)),
      sql`, `,
    );
    return direction === true ? sql`(${refs}) < (${values})` : sql`(${refs}) > (${values})`;
  }
  const alternatives = terms.flatMap((term, index) => {
    const last = behind(term, positions[index] ?? null);
    if (last === undefined) return [];
    const before = terms.slice(0, index).map((earlier, place) => same(earlier, positions[place] ?? null));
    return [sql`(${sql.join([...before, last], sql` and `)})`];
  });
  return alternatives.length === 0 ? sql`false` : sql`(${sql.join(alternatives, sql` or `)})`;
};

/** Ties a cursor to its query: it is not valid for another list, order or filter. */
export const queryDigest = (parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16);

export const encodeCursor = (digest: string, positions: readonly Position[]): string =>
  Buffer.from(JSON.stringify([digest, ...positions])).toString('base64url');

const isPositions = (value: unknown): value is Position[] =>
  Array.isArray(value) && value.every((part) => part === null || (typeof part === 'string' && isStorable(part)));

const parseCursor = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
};

export const decodeCursor = (cursor: string, digest: string, length: number): readonly Position[] => {
  const parsed = parseCursor(cursor);
  if (!isPositions(parsed)) throw invalidQuery('cursor', 'was not issued by this API');
  const [given, ...positions] = parsed;
  if (given !== digest || positions.length !== length) {
    throw invalidQuery('cursor', 'belongs to another query: keep sort and filter the same on every page');
  }
  return positions;
};
