import { sql, type SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { columnRef } from './codec.ts';
import { forbidden, unauthenticated } from './problems.ts';
import { linkNeeds, type Side } from './links.ts';
import type { Entity, Member, ResolvedRelation } from './registry.ts';
import type { Action, Rule } from './resource.ts';
import { canHold } from './subjects.ts';

/** The authenticated caller, as described by the token. */
export interface Caller {
  readonly subject: string;
  readonly hasRole: (role: string) => boolean;
}

/**
 * The rows of a table that a caller may act on: all, only their own, or none. For a link table, a list of alternatives:
 * the caller may act on a link if they own the rows on every side that one of the alternatives lists.
 */
export type Grant = 'all' | 'own' | 'none' | readonly ReadonlySet<Side>[];

const meets = (rule: Rule, caller: Caller | undefined): boolean => {
  if (rule === 'public') return true;
  if (caller === undefined || rule === 'owner' || rule === 'nobody') return false;
  return rule === 'authenticated' || caller.hasRole(rule.slice('role:'.length));
};

/** The access rules of a resource; a link has none of its own. */
export const rulesOf = ({ resource: { access } }: Entity, action: Action): readonly Rule[] =>
  'from' in access ? [] : access[action];

/** Whether the rules of an action pass a test; for a link, those of every need of at least one alternative. */
export const someRules = (entity: Entity, action: Action, test: (rules: readonly Rule[]) => boolean): boolean => {
  const { ends } = entity;
  return ends === undefined
    ? test(rulesOf(entity, action))
    : linkNeeds[action].some((needs) => needs.every((need) => test(rulesOf(ends[need.side].target, need.action))));
};

/** Whether nobody may perform an action, so that authenticating does not help. */
export const isClosed = (entity: Entity, action: Action): boolean =>
  !someRules(entity, action, (rules) => rules.some((rule) => rule !== 'nobody'));

const linkGrant = (ends: NonNullable<Entity['ends']>, action: Action, caller: Caller | undefined): Grant => {
  const alternatives = linkNeeds[action]
    .map((needs) => needs.map((need) => [need.side, grantOf(ends[need.side].target, need.action, caller)] as const))
    .filter((needs) => needs.every(([, grant]) => grant !== 'none'))
    .map((needs) => new Set(needs.filter(([, grant]) => grant !== 'all').map(([side]) => side)));
  if (alternatives.length === 0) return 'none';
  if (alternatives.some((sides) => sides.size === 0)) return 'all';
  // Drop alternatives that require a superset of another one: they admit no additional caller.
  return alternatives.filter(
    (sides) => !alternatives.some((other) => other.size < sides.size && isWithin(other, sides)),
  );
};

const isWithin = (sides: ReadonlySet<Side>, others: ReadonlySet<Side>): boolean =>
  [...sides].every((side) => others.has(side));

export const grantOf = (entity: Entity, action: Action, caller: Caller | undefined): Grant => {
  if (entity.ends !== undefined) return linkGrant(entity.ends, action, caller);
  const rules = rulesOf(entity, action);
  if (rules.some((rule) => meets(rule, caller))) return 'all';
  return caller !== undefined && rules.includes('owner') ? 'own' : 'none';
};

/** @throws Problem 401 where a token could help, otherwise 403, if the caller has no grant */
export const requireGrant = (entity: Entity, action: Action, caller: Caller | undefined): Exclude<Grant, 'none'> => {
  const grant = grantOf(entity, action, caller);
  if (grant !== 'none') return grant;
  throw caller === undefined && !isClosed(entity, action) ? unauthenticated() : forbidden();
};

/** The SQL of a column of the checked row: its stored value, or the value after the write. */
export type RowColumns = (column: PgColumn) => SQL;

export const rowOf =
  (alias: string): RowColumns =>
  (column) =>
    columnRef(alias, column);

/** `left` equals `right`, column by column. */
export const equalColumns = (left: readonly SQL[], right: readonly SQL[]): SQL =>
  sql.join(
    left.map((column, index) => sql`${column} = ${right[index] ?? sql`null`}`),
    sql` and `,
  );

/** Whether the owner column holds the subject. A subject that the column cannot hold unchanged owns no row. */
const isSubject = (member: Member, row: RowColumns, subject: string): SQL =>
  canHold(member, subject) ? sql`${row(member.column)} = ${subject}::text::${member.type.cast}` : sql`false`;

const viaRelation = (entity: Entity): ResolvedRelation | undefined => {
  const owner = entity.resource.owner;
  return owner !== undefined && 'via' in owner ? entity.relations.get(owner.via) : undefined;
};

/** Whether the subject owns a row, by its own column or through the chain of rows that it refers to. */
export const ownedBy = (entity: Entity, row: RowColumns, subject: string, depth = 1): SQL => {
  if (entity.ownerMember !== undefined) {
    return isSubject(entity.ownerMember, row, subject);
  }
  const via = viaRelation(entity);
  if (via?.relation.kind !== 'one') return sql`false`;
  const { target, relation } = via;
  const alias = `owner_${depth}`;
  const refers = equalColumns(
    relation.references.map((column) => columnRef(alias, column)),
    relation.columns.map(row),
  );
  const owned = allOf([refers, notDeleted(target, alias), ownedBy(target, rowOf(alias), subject, depth + 1)]);
  return sql`exists (select 1 from ${target.table} as ${sql.identifier(alias)} where ${owned})`;
};

/** The reference that decides who owns a row if ownership is inherited from another row. */
export const ownerColumns = (entity: Entity): readonly PgColumn[] => {
  const via = viaRelation(entity);
  return via === undefined ? [] : via.relation.columns;
};

/** The condition on the rows that a grant covers; undefined if it covers all of them. */
export const rowCondition = (
  entity: Entity,
  grant: Grant,
  row: RowColumns,
  caller: Caller | undefined,
): SQL | undefined => {
  if (grant === 'all') return undefined;
  if (grant === 'none' || caller === undefined) return sql`false`;
  return grant === 'own' ? ownedBy(entity, row, caller.subject) : connectsOwn(entity, grant, row, caller);
};

/** Whether the caller owns the linked rows on all sides of one of the alternatives. */
const connectsOwn = (
  { ends }: Entity,
  alternatives: readonly ReadonlySet<Side>[],
  row: RowColumns,
  caller: Caller,
): SQL => {
  if (ends === undefined) return sql`false`;
  const conditions = alternatives.map((sides) =>
    allOf([...sides].map((side) => leadsTo(ends[side], row, (target, end) => ownedBy(target, end, caller.subject)))),
  );
  return sql`(${sql.join(conditions, sql` or `)})`;
};

/** Whether a row refers to an existing row that meets a condition. */
const leadsTo = (
  { relation, target }: ResolvedRelation,
  row: RowColumns,
  condition: (target: Entity, end: RowColumns) => SQL | undefined,
): SQL => {
  const alias = 'link_end';
  const refers = equalColumns(
    relation.references.map((column) => columnRef(alias, column)),
    relation.columns.map(row),
  );
  const where = allOf([refers, notDeleted(target, alias), condition(target, rowOf(alias))]);
  return sql`exists (select 1 from ${target.table} as ${sql.identifier(alias)} where ${where})`;
};

/** Whether the row at one end of a link exists and the caller may read or update it. */
export const mayAtEnd = (
  end: ResolvedRelation,
  action: 'read' | 'update',
  row: RowColumns,
  caller: Caller | undefined,
): SQL => leadsTo(end, row, (target, at) => rowCondition(target, grantOf(target, action, caller), at, caller));

/** Excludes rows that are marked as deleted: they do not exist for the API. */
export const notDeleted = (entity: Entity, alias: string): SQL | undefined =>
  entity.resource.deletedAt === undefined ? undefined : sql`${columnRef(alias, entity.resource.deletedAt)} is null`;

/** Joins the conditions with `and`; `true` if there are none. */
export const allOf = (conditions: readonly (SQL | undefined)[]): SQL => {
  const present = conditions.filter((condition) => condition !== undefined);
  return present.length === 0
    ? sql`true`
    : sql.join(
        present.map((condition) => sql`(${condition})`),
        sql` and `,
      );
};
