import type { Action, ForeignKeyModel, TableModel } from './model.ts';
import { tableNamed } from './project.ts';

/** A needed permission on one of the linked rows; `key` is the index of its foreign key. */
interface Need {
  readonly key: 0 | 1;
  readonly action: 'read' | 'update';
}

/** The access that an action on a link needs according to the README: all needs of at least one alternative. */
const either: readonly (readonly Need[])[] = [[{ key: 0, action: 'update' }], [{ key: 1, action: 'update' }]];
const needs: Readonly<Record<Action, readonly (readonly Need[])[]>> = {
  read: [
    [
      { key: 0, action: 'read' },
      { key: 1, action: 'read' },
    ],
    ...either,
  ],
  create: [
    [
      { key: 0, action: 'update' },
      { key: 1, action: 'read' },
    ],
  ],
  update: either,
  delete: either,
};

export const isLink = (table: TableModel): boolean => table.access === undefined;

/** The foreign keys to the source and the target row of a link. */
export const endsOf = (table: TableModel): readonly [ForeignKeyModel, ForeignKeyModel] => {
  const [from, to] = table.foreignKeys;
  if (!from || !to) throw new Error(`${table.name} is no link`);
  return [from, to];
};

/** Whether `holds` is true for all needs of at least one alternative. */
export const holdsForLink = (
  table: TableModel,
  action: Action,
  holds: (end: TableModel, action: 'read' | 'update', foreignKey: ForeignKeyModel) => boolean,
): boolean =>
  needs[action].some((all) =>
    all.every((need) => {
      const foreignKey = endsOf(table)[need.key];
      return holds(tableNamed(foreignKey.referencedTable), need.action, foreignKey);
    }),
  );
