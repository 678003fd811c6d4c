import { is, SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import {
  allOf,
  equalColumns,
  mayAtEnd,
  notDeleted,
  ownedBy,
  ownerColumns,
  rowOf,
  type Caller,
  type Grant,
  type RowColumns,
} from './access.ts';
import type { Values } from './body.ts';
import { valueSql } from './codec.ts';
import type { Database } from './database.ts';
import { rowsOf } from './execute.ts';
import { forbidden, pointer, Problem } from './problems.ts';
import type { Entity, ResolvedRelation } from './registry.ts';
import { rowAlias } from './read-rows.ts';

export type WriteAction = 'create' | 'update';

/** A condition that a write must meet in the database, and the problem if it does not. */
export interface WriteCheck {
  readonly condition: SQL;
  readonly problem: () => Problem;
}

/** The value of a column that a create request omits. */
const defaultSql = (column: PgColumn): SQL => {
  if (column.default === undefined) return sql`null`;
  return is(column.default, SQL) ? column.default : valueSql(column, column.default);
};

/** The columns of the row after the write: the values sent, otherwise the stored values or the defaults. */
const rowAfter =
  (action: WriteAction, values: Values): RowColumns =>
  (column) => {
    const sent = [...values].find(([member]) => member.column === column);
    if (sent !== undefined) return valueSql(column, sent[1]);
    return action === 'create' ? defaultSql(column) : rowOf(rowAlias)(column);
  };

const names = (entity: Pick<Entity, 'members'>, columns: readonly PgColumn[]): readonly string[] =>
  entity.members.filter((member) => columns.includes(member.column)).map((member) => member.name);

const touches = (values: Values, columns: readonly PgColumn[]): boolean =>
  [...values.keys()].some((member) => columns.includes(member.column));

/** Callers who have access only as the owner of a row may not transfer it to another owner. */
const ownerCheck = (
  entity: Entity,
  action: WriteAction,
  values: Values,
  caller: Caller | undefined,
): readonly WriteCheck[] => {
  const columns = ownerColumns(entity);
  if (columns.length === 0 || caller === undefined) return [];
  if (action === 'update' && !touches(values, columns)) return [];
  const fields = names(entity, columns).map((name) => JSON.stringify(name));
  return [
    {
      condition: ownedBy(entity, rowAfter(action, values), caller.subject),
      problem: () => forbidden(`${fields.join(', ')} must refer to a row that is yours.`),
    },
  ];
};

/** The same response as for a violated foreign key, so that both cases cannot be told apart. */
const missingReference = (fields: readonly string[]): Problem => {
  const message = 'must refer to a row that exists';
  return new Problem(
    409,
    'conflict_reference',
    `${fields.map((name) => JSON.stringify(name)).join(', ')} ${message}.`,
    {
      errors: fields.map((name) => ({ path: pointer(name), message })),
    },
  );
};

/** References that need no lookup: null, to the row itself, and unchanged ones. */
const plainReferences = (entity: Entity, action: WriteAction, row: RowColumns, found: ResolvedRelation): SQL[] => {
  const { columns, references } = found.relation;
  const after = columns.map(row);
  return [
    ...after.map((column) => sql`${column} is null`),
    ...(found.target === entity ? [equalColumns(after, references.map(row))] : []),
    ...(action === 'update' ? [equalColumns(after, columns.map(rowOf(rowAlias)))] : []),
  ];
};

/**
 * Rejects references to rows that are marked as deleted, which PostgreSQL's foreign key would allow. The lock makes
 * this transaction and one that marks the row wait for each other (soft-delete.ts). References to rows that the caller
 * may not read are allowed, as with PostgreSQL's row-level security: one can send a message to a user whom one cannot
 * list.
 */
const referenceCheck = (
  entity: Entity,
  action: WriteAction,
  values: Values,
  found: ResolvedRelation,
): readonly WriteCheck[] => {
  const { relation, target } = found;
  const alias = 'referred';
  const present = notDeleted(target, alias);
  const isDefault = action === 'create' && relation.columns.some((column) => column.default !== undefined);
  if (relation.kind !== 'one' || present === undefined) return [];
  if (!isDefault && !touches(values, relation.columns)) return [];
  const row = rowAfter(action, values);
  const refers = equalColumns(relation.references.map(rowOf(alias)), relation.columns.map(row));
  const exists = sql`exists (select 1 from ${target.table} as ${sql.identifier(alias)}
    where ${allOf([refers, present])} for key share)`;
  return [
    {
      condition: sql.join([...plainReferences(entity, action, row, found), exists], sql` or `),
      problem: () => missingReference(names(entity, relation.columns)),
    },
  ];
};

/**
 * The access to both linked rows that creating a link needs. A row that the caller may not read is reported as missing.
 * If the reference does not change, the caller already knows the row and gets a 403.
 */
const linkChecks = (
  { ends, ...entity }: Entity,
  action: WriteAction,
  values: Values,
  caller: Caller | undefined,
): readonly WriteCheck[] => {
  if (ends === undefined) return [];
  const { from, to } = ends;
  if (action === 'update' && !touches(values, [...from.relation.columns, ...to.relation.columns])) return [];
  const row = rowAfter(action, values);
  const hidden = ({ relation: { columns } }: ResolvedRelation) => {
    const isNamed = action === 'create' || touches(values, columns);
    return () => (isNamed ? missingReference(names(entity, columns)) : forbidden());
  };
  const updatesFrom = mayAtEnd(from, 'update', row, caller);
  return [
    { condition: sql`${updatesFrom} or ${mayAtEnd(from, 'read', row, caller)}`, problem: hidden(from) },
    { condition: updatesFrom, problem: forbidden },
    { condition: mayAtEnd(to, 'read', row, caller), problem: hidden(to) },
  ];
};

export const writeChecks = (
  entity: Entity,
  action: WriteAction,
  grant: Grant,
  values: Values,
  caller: Caller | undefined,
): readonly WriteCheck[] => [
  ...(grant === 'own' ? ownerCheck(entity, action, values, caller) : []),
  ...linkChecks(entity, action, values, caller),
  ...[...entity.relations.values()].flatMap((relation) => referenceCheck(entity, action, values, relation)),
];

/** Throws the problem of the first failed check; `from` selects the row to be changed. */
export const requireChecks = async (db: Database, checks: readonly WriteCheck[], from: SQL = sql``): Promise<void> => {
  for (const { condition, problem } of checks) {
    const [row] = await rowsOf(db, sql`select (${condition}) as met ${from}`);
    if (row !== undefined && row['met'] !== true) throw problem();
  }
};
