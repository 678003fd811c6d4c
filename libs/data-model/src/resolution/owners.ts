import { describeFieldType } from '../field-types/index.ts';
import type { ResolvedOwner } from '../resolved-model.ts';
import { describeField, describeTable, pointer, quote, quoteAll } from '../text.ts';
import type { ModelView, TableView } from '../validation/model-view.ts';
import type { HeldKey } from './foreign-keys.ts';

/** The foreign keys by the table that holds them, in the order of the relationships. */
export type KeysByHolder = ReadonlyMap<TableView, readonly HeldKey[]>;
export type Owners = ReadonlyMap<TableView, ResolvedOwner>;

const ownerByField = (view: ModelView, owner: TableView, name: string): ResolvedOwner | undefined => {
  const path = pointer(owner.path, 'ownerField');
  const found = owner.fields.get(name);
  if (found === undefined) {
    const known = quoteAll(owner.fields.keys());
    const message = `${describeTable(owner.table.name)} names the owner field ${quote(name)}, which is not one of its fields (${known}).`;
    view.issues.add('unknown_field', path, message);
    return undefined;
  }
  const { field } = found;
  const { holdsSubjects } = describeFieldType(field.type);
  const fits = holdsSubjects && field.array !== true && field.format !== 'password';
  if (!fits && !view.unreadableFields.has(field)) {
    const message = `${describeField(owner.table.name, name)} is the owner field, but its type cannot hold the subject of a token; text, uuid and whole numbers can.`;
    view.issues.add('owner_type', path, message);
    return undefined;
  }
  return { kind: 'field', column: name };
};

const ownerByKey = (
  view: ModelView,
  owner: TableView,
  name: string,
  held: readonly HeldKey[],
  names: ReadonlySet<string | undefined>,
): ResolvedOwner | undefined => {
  const path = pointer(owner.path, 'ownerVia');
  const matches = held.filter(({ relationship }) => relationship.name === name);
  const what = `${describeTable(owner.table.name)} has its owner via the relationship ${quote(name)}`;
  if (matches.length > 1) {
    view.issues.add('owner_ambiguous', path, `${what}, the name of more than one of its foreign keys.`);
  } else if (matches.length === 0) {
    const own = quoteAll(held.flatMap(({ relationship }) => relationship.name ?? []));
    const known = own === '' ? 'none of its foreign keys has a name' : `its foreign keys are named ${own}`;
    const code = names.has(name) ? 'owner_via_not_held' : 'unknown_relationship';
    const fact = names.has(name) ? 'whose foreign key is not in this table' : 'which does not exist';
    view.issues.add(code, path, `${what}, ${fact} (${known}).`);
  }
  const [match] = matches;
  return match !== undefined && matches.length === 1 ? { kind: 'via', foreignKey: held.indexOf(match) } : undefined;
};

const nextOwner = (table: TableView, owners: Owners, keys: KeysByHolder): TableView | undefined => {
  const owner = owners.get(table);
  return owner?.kind === 'via' ? keys.get(table)?.[owner.foreignKey]?.referenced : undefined;
};

/** Follows each chain of `ownerVia` once: it must end at a table with an owner field. */
const checkChains = (view: ModelView, owners: Owners, keys: KeysByHolder): void => {
  const settled = new Set<TableView>();
  for (const [start] of owners) {
    const way = new Set<TableView>();
    let table: TableView | undefined = start;
    while (table !== undefined && !settled.has(table) && !way.has(table)) {
      way.add(table);
      const next = nextOwner(table, owners, keys);
      const named = next?.table.ownerField !== undefined || next?.table.ownerVia !== undefined;
      if (next !== undefined && !owners.has(next) && !named) {
        const message = `${describeTable(table.table.name)} has the owner of table ${quote(next.table.name)}, which has neither "ownerField" nor "ownerVia".`;
        view.issues.add('owner_via_without_owner', pointer(table.path, 'ownerVia'), message);
      }
      table = next;
    }
    if (table !== undefined && way.has(table)) {
      const circle = quoteAll([...way].slice([...way].indexOf(table)).map((visited) => visited.table.name));
      view.issues.add('owner_cycle', pointer(table.path, 'ownerVia'), `The owners of ${circle} form a cycle.`);
    }
    for (const visited of way) settled.add(visited);
  }
};

/** Who owns the rows of each table that has owners. */
export const resolveOwners = (view: ModelView, keys: KeysByHolder): Owners => {
  const owners = new Map<TableView, ResolvedOwner>();
  const names = new Set((view.model.relationships ?? []).map(({ name }) => name));
  for (const owner of view.tables.values()) {
    const { ownerField, ownerVia, name } = owner.table;
    if (ownerField !== undefined && ownerVia !== undefined) {
      const message = `${describeTable(name)} has both "ownerField" and "ownerVia"; use one of them.`;
      view.issues.add('owner_ambiguous', pointer(owner.path, 'ownerVia'), message);
    }
    const resolved =
      ownerField !== undefined
        ? ownerByField(view, owner, ownerField)
        : ownerVia !== undefined
          ? ownerByKey(view, owner, ownerVia, keys.get(owner) ?? [], names)
          : undefined;
    if (resolved !== undefined) owners.set(owner, resolved);
  }
  checkChains(view, owners, keys);
  return owners;
};
