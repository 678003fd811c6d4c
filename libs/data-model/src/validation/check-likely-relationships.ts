import type { Field, Table } from '../data-model.schema.ts';
import type { Relationship } from '../relationship.schema.ts';
import { cannotBeForeignKey, describeFieldType } from '../field-types/index.ts';
import { describeField, quote } from '../text.ts';
import { isPrimaryKey, type FieldView, type ModelView, type TableView } from './model-view.ts';

/** More proposals than anybody reads; errors of the model are not to be crowded out by them. */
const mostProposals = 500;

/** Names are compared without case and separators: `BookAuthor`, `book_authors` and `book-author`. */
const folded = (name: string): string => name.toLowerCase().replaceAll(/[\s_-]/g, '');

const irregular: Readonly<Record<string, string>> = { people: 'person', children: 'child' };

/** A table's name and its possible singulars. */
const namesFor = (table: string): ReadonlySet<string> => {
  const name = folded(table);
  const plural = Object.keys(irregular).find((word) => name.endsWith(word));
  return new Set([
    name,
    ...(name.endsWith('s') ? [name.slice(0, -1)] : []),
    ...(name.endsWith('es') ? [name.slice(0, -2)] : []),
    ...(name.endsWith('ies') ? [`${name.slice(0, -3)}y`] : []),
    ...(plural === undefined ? [] : [`${name.slice(0, -plural.length)}${irregular[plural] ?? ''}`]),
  ]);
};

const separators: ReadonlySet<string | undefined> = new Set(['_', '-', ' ']);

/** `author` of `author_id`, `authorId` and `fk_author`. */
const stemOf = (field: string): string | undefined => {
  const isMarked = field.toLowerCase().startsWith('fk') && separators.has(field[2]);
  const rest = isMarked ? field.slice(3) : field;
  const before = rest.slice(0, -2);
  const isSeparated = rest.toLowerCase().endsWith('id') && separators.has(before.at(-1));
  const isCamel = rest.endsWith('Id') || (rest.endsWith('ID') && before !== before.toUpperCase());
  const stem = isSeparated || isCamel ? before : isMarked ? rest : '';
  return folded(stem) || undefined;
};

interface KeyedTable {
  readonly table: TableView;
  readonly key: FieldView;
}

/** Tables with a key of one field, by the names that may mean them. */
const tablesByName = ({ tables }: ModelView): ReadonlyMap<string, readonly KeyedTable[]> => {
  const byName = new Map<string, KeyedTable[]>();
  for (const table of tables.values()) {
    const [name, ...others] = table.primaryKey ?? [];
    const key = name === undefined || others.length > 0 ? undefined : table.fields.get(name);
    if (key === undefined) continue;
    for (const called of namesFor(table.table.name)) {
      const same = byName.get(called);
      if (same === undefined) byName.set(called, [{ table, key }]);
      else same.push({ table, key });
    }
  }
  return byName;
};

/** The one that is meant: the table of exactly that name, or the only one of a like name. */
const chosen = (candidates: readonly KeyedTable[], stem: string): KeyedTable | undefined => {
  const exact = candidates.filter(({ table }) => folded(table.table.name) === stem);
  const best = exact.length > 0 ? exact : candidates;
  return best.length === 1 ? best[0] : undefined;
};

const fits = (field: Field, { key }: KeyedTable): boolean =>
  field !== key.field &&
  cannotBeForeignKey(field) === undefined &&
  cannotBeForeignKey(key.field) === undefined &&
  describeFieldType(field.type).keyType === describeFieldType(key.field.type).keyType;

/** Fields that a relationship mentions already, as table and name. */
const mentioned = ({ model }: ModelView): ReadonlySet<string> =>
  new Set(
    (model.relationships ?? []).flatMap(({ fromTable, fromFields, toTable, toFields }) => [
      ...fromFields.map((field) => JSON.stringify([fromTable, field])),
      ...toFields.map((field) => JSON.stringify([toTable, field])),
    ]),
  );

const proposalFor = (holder: TableView, field: Field, target: KeyedTable): Relationship => ({
  type: field.unique === true || isPrimaryKey(holder, [field.name]) ? 'one-to-one' : 'many-to-one',
  fromTable: holder.table.name,
  fromFields: [field.name],
  toTable: target.table.table.name,
  toFields: [target.key.field.name],
});

/** Finds the tables that a stem may mean; thousands of tables may have one name but for its separators, and as many fields that stem. */
const createChoice = (byName: ReadonlyMap<string, readonly KeyedTable[]>) => {
  const choices = new Map<string, KeyedTable | undefined>();
  return (stem: string): KeyedTable | undefined => {
    if (!choices.has(stem)) choices.set(stem, chosen(byName.get(stem) ?? [], stem));
    return choices.get(stem);
  };
};

const likelyTarget = (field: Field, choose: (stem: string) => KeyedTable | undefined): KeyedTable | undefined => {
  const stem = stemOf(field.name);
  const target = stem === undefined ? undefined : choose(stem);
  return target !== undefined && fits(field, target) ? target : undefined;
};

/**
 * Proposes the relationships that names suggest (`author_id` and a table `authors` whose key has the same type). They
 * stay proposals: a name is no promise that every value is there.
 */
export const checkLikelyRelationships = (view: ModelView): void => {
  const choose = createChoice(tablesByName(view));
  const known = mentioned(view);
  let proposals = 0;
  for (const owner of view.tables.values()) {
    const { name }: Table = owner.table;
    for (const { field, path } of owner.fields.values()) {
      if (proposals === mostProposals) return;
      if (view.unreadableFields.has(field) || known.has(JSON.stringify([name, field.name]))) continue;
      const target = likelyTarget(field, choose);
      if (target === undefined) continue;
      const key = `${quote(target.key.field.name)} of table ${quote(target.table.table.name)}`;
      const message = `${describeField(name, field.name)} looks like a reference to field ${key}, but no relationship uses it.`;
      view.issues.add('relationship_likely', path, message, { relationship: proposalFor(owner, field, target) });
      proposals += 1;
    }
  }
};
