import { meets, may, type Caller } from './callers.ts';
import type { Json, RelationModel, TableModel } from './model.ts';
import { tableNamed } from './project.ts';
import { asAnswered } from './rows.ts';
import { ordered } from './same-rows.ts';
import type { Row, World } from './world.ts';

const referring = (world: World, table: TableModel, foreignKey: number, to: Row): readonly Row[] => {
  const key = table.foreignKeys[foreignKey];
  return key ? world.rows(table).filter((row) => world.parent(row, key) === to) : [];
};

/** The rows at the other end of a relation, by the world's own account. */
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

/** Whether a caller may see rows of the related table at all; otherwise `include` is refused. */
export const mayInclude = (relation: RelationModel, caller: Caller): boolean =>
  meets(tableNamed(relation.table).access.read, caller, caller.subject);

/** What `include` is to embed for a caller: only rows that the caller may read, in any order. */
export const embedded = (world: World, row: Row, relation: RelationModel, caller: Caller): Json => {
  const visible = related(world, row, relation).filter((other) => may(world, caller, 'read', other));
  const answers = visible.map(asAnswered);
  return relation.kind === 'one' || relation.kind === 'inverse-one' ? (answers[0] ?? null) : ordered(answers);
};

/** An embedded value of an answer in the form in which `embedded` gives it. */
export const unordered = (value: Json): Json => (Array.isArray(value) ? ordered(value) : value);
