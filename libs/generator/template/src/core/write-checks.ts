import { is, SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { equalColumns, ownedBy, ownerColumns, type Caller, type Grant, type RowColumns } from './access.ts';
import type { Values } from './body.ts';
import { columnRef, valueSql } from './codec.ts';
import type { Database } from './database.ts';
import { rowsOf } from './execute.ts';
import { forbidden, pointer, Problem } from './problems.ts';
import type { Entity, ResolvedRelation } from './registry.ts';
import { rowAlias } from './read-rows.ts';

export type WriteAction = 'create' | 'update';

/** A condition that the values of a write must meet in the database, and what to say when they do not. */
export interface WriteCheck {
  readonly condition: SQL;
  readonly problem: () => Problem;
}

/** What a column gets when a create request leaves it out. */
const defaultSql = (column: PgColumn): SQL => {
  if (column.default === undefined) return sql`null`;
  return is(column.default, SQL) ? column.default : valueSql(column, column.default);
};

/** The columns of the row as they will be: the values sent, and what is stored, or will be, for the others. */
const rowAfter =
  (action: WriteAction, values: Values): RowColumns =>
  (column) => {
    const sent = [...values].find(([member]) => member.column === column);
    if (sent !== undefined) return valueSql(column, sent[1]);
    return action === 'create' ? defaultSql(column) : columnRef(rowAlias, column);
  };

const names = (entity: Entity, columns: readonly PgColumn[]): readonly string[] =>
  entity.members.filter((member) => columns.includes(member.column)).map((member) => member.name);

const touches = (values: Values, columns: readonly PgColumn[]): boolean =>
  [...values.keys()].some((member) => columns.includes(member.column));

/** A row may only be put where it stays the caller's, when being its owner is all that entitles him. */
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

/** A row that is marked as deleted is still there for PostgreSQL, but not for whoever wants to refer to it. */
const referenceCheck = (
  entity: Entity,
  action: WriteAction,
  values: Values,
  { relation, target }: ResolvedRelation,
): readonly WriteCheck[] => {
  const { deletedAt } = target.resource;
  if (relation.kind !== 'one' || deletedAt === undefined || !touches(values, relation.columns)) return [];
  const alias = 'referred';
  const refers = equalColumns(
    relation.references.map((column) => columnRef(alias, column)),
    relation.columns.map(rowAfter(action, values)),
  );
  const fields = names(entity, relation.columns);
  return [
    {
      condition: sql`not exists (select 1 from ${target.table} as ${sql.identifier(alias)}
        where ${refers} and ${columnRef(alias, deletedAt)} is not null)`,
      problem: () =>
        new Problem(
          409,
          'conflict_reference',
          `${fields.map((name) => JSON.stringify(name)).join(', ')} must refer to a row that exists.`,
          {
            errors: fields.map((name) => ({ path: pointer(name), message: 'must refer to a row that exists' })),
          },
        ),
    },
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
  ...[...entity.relations.values()].flatMap((relation) => referenceCheck(entity, action, values, relation)),
];

/** Finds out which check a write failed; `from` gives the row that is to be changed. */
export const requireChecks = async (db: Database, checks: readonly WriteCheck[], from: SQL = sql``): Promise<void> => {
  for (const { condition, problem } of checks) {
    const [row] = await rowsOf(db, sql`select (${condition}) as met ${from}`);
    if (row !== undefined && row['met'] !== true) throw problem();
  }
};
