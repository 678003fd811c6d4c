import { pointer, quote } from '../text.ts';
import { relationshipKey } from '../relationship-key.ts';
import { checkForeignKey } from '../validation/check-foreign-key.ts';
import type { ModelView, TableView } from '../validation/model-view.ts';
import { findEnds } from './find-ends.ts';
import { type Ends, type HeldKey, holdKey } from './foreign-keys.ts';
import { checkLinks } from './link-tables.ts';

/** The relationships of a model with their questions answered. */
export interface Connections {
  readonly keys: readonly HeldKey[];
  readonly keysByHolder: ReadonlyMap<TableView, readonly HeldKey[]>;
  readonly links: readonly Ends[];
}

const checkTwice = (view: ModelView): void => {
  const seen = new Set<string>();
  view.model.relationships?.forEach((relationship, position) => {
    if (relationship.type === 'many-to-many') return;
    const key = relationshipKey(relationship);
    if (seen.has(key)) {
      const tables = `${quote(relationship.fromTable)} and ${quote(relationship.toTable)}`;
      const message = `Another relationship between tables ${tables} has the same fields; one foreign key cannot be made twice.`;
      view.issues.add('duplicate_relationship', pointer('', 'relationships', position), message);
    }
    seen.add(key);
  });
};

const groupByHolder = (keys: readonly HeldKey[]): Map<TableView, HeldKey[]> => {
  const groups = new Map<TableView, HeldKey[]>();
  for (const key of keys) {
    const group = groups.get(key.holder);
    if (group === undefined) groups.set(key.holder, [key]);
    else group.push(key);
  }
  return groups;
};

const checkNamesOfHolder = (keys: readonly HeldKey[], { issues }: ModelView): void => {
  const names = new Set<string>();
  for (const { relationship, holder, path } of keys) {
    const { name } = relationship;
    if (name === undefined) continue;
    if (names.has(name)) {
      const message = `Table ${quote(holder.table.name)} holds two foreign keys named ${quote(name)}; their names must differ.`;
      issues.add('duplicate_name', pointer(path, 'name'), message);
    }
    names.add(name);
  }
};

export const resolveRelationships = (view: ModelView): Connections => {
  const ends = (view.model.relationships ?? []).flatMap(
    (relationship, position) => findEnds(view, relationship, pointer('', 'relationships', position)) ?? [],
  );
  checkTwice(view);
  const links = ends.filter(({ relationship }) => relationship.type === 'many-to-many');
  const keys = ends.flatMap((end) => (end.relationship.type === 'many-to-many' ? [] : (holdKey(end, view) ?? [])));
  for (const key of keys) checkForeignKey(key, view);
  checkLinks(links, view);
  const keysByHolder = groupByHolder(keys);
  for (const held of keysByHolder.values()) checkNamesOfHolder(held, view);
  return { keys, keysByHolder, links };
};
