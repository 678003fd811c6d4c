import { limits } from '../../src/core/limits.ts';
import { canEver, insider, may, mayAlways, passes, type Caller } from './callers.ts';
import type { ForeignKeyModel, Json, RelationModel, TableModel } from './model.ts';
import { hasOwners } from './owners.ts';
import { model, tableNamed } from './project.ts';
import { asAnswered } from './rows.ts';
import { ordered } from './same-rows.ts';
import { referenceTo } from './scenario.ts';
import { createWorld, type Row, type RowOptions, type World } from './world.ts';

const referring = (world: World, table: TableModel, foreignKey: number, to: Row): readonly Row[] => {
  const key = table.foreignKeys[foreignKey];
  return key ? world.rows(table).filter((row) => world.parent(row, key) === to) : [];
};

/** The rows at the other end of a relation, regardless of access. */
export const related = (world: World, row: Row, relation: RelationModel): readonly Row[] => {
  if (relation.kind === 'one') {
    const key = row.table.foreignKeys[relation.foreignKey];
    const parent = key && world.parent(row, key);
    return parent ? [parent] : [];
  }
  if (relation.kind !== 'through') return referring(world, tableNamed(relation.table), relation.foreignKey, row);
  const link = tableNamed(relation.link.table);
  const far = link.foreignKeys[relation.link.far];
  return referring(world, link, relation.link.near, row)
    .map((linking) => far && world.parent(linking, far))
    .filter((other) => other !== undefined);
};

/** Whether a caller may read rows of the related table at all; otherwise `include` is rejected. */
export const mayInclude = (relation: RelationModel, caller: Caller): boolean =>
  passes(tableNamed(relation.table), 'read', caller);

export const leadsToList = ({ kind }: RelationModel): boolean => kind === 'many' || kind === 'through';

/** The rows at the other end of a relation that a caller may read. */
export const visible = (world: World, row: Row, relation: RelationModel, caller: Caller): readonly Row[] =>
  related(world, row, relation).filter((other) => may(world, caller, 'read', other));

/** What `include` is expected to embed: rows that the caller may read, in any order. */
export const embedded = (world: World, row: Row, relation: RelationModel, caller: Caller): Json => {
  const answers = visible(world, row, relation, caller).map(asAnswered);
  return leadsToList(relation) ? { data: ordered(answers), hasMore: false } : (answers[0] ?? null);
};

export interface LongList {
  readonly table: TableModel;
  readonly relation: RelationModel;
  readonly foreignKey: ForeignKeyModel;
}

/** Options for a row that is in the parent's list and visible to the parent's owner. */
export const childOf = (parent: Row, { table, relation, foreignKey }: LongList): RowOptions => {
  const { subject } = insider(table);
  const target = tableNamed(relation.table);
  const isMine = hasOwners(target) && insider(target).subject === subject;
  return { set: referenceTo(parent, foreignKey), complete: false, ...(isMine ? { owner: subject } : {}) };
};

const canBeLong = (list: LongList): boolean => {
  const { table, relation } = list;
  const me = insider(table);
  const target = tableNamed(relation.table);
  // Rows of the same table might be created with references to each other.
  if (target === table || !table.itemKey || !canEver(table, 'read', me) || !mayAlways(target, 'read', me)) return false;
  const world = createWorld(model);
  const parent = world.add(table, hasOwners(table) ? { owner: me.subject } : {});
  if (!parent) return false;
  const add = () => world.add(target, childOf(parent, list));
  for (let count = 0; count <= limits.embeddedRows; count += 1) if (!add()) return false;
  return visible(world, parent, relation, me).length > limits.embeddedRows;
};

/** A relation to more rows than an embedded list may hold; undefined if the constraints allow none. */
export const longList = (): LongList | undefined =>
  model.tables
    .flatMap((table) =>
      table.relations.flatMap((relation): LongList[] => {
        const foreignKey =
          relation.kind === 'many' ? tableNamed(relation.table).foreignKeys[relation.foreignKey] : undefined;
        return relation.kind === 'many' && foreignKey ? [{ table, relation, foreignKey }] : [];
      }),
    )
    .slice(0, 20)
    .find(canBeLong);
