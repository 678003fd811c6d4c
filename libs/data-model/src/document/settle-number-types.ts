import type { Field, FieldType, Table } from '../data-model.schema.ts';
import type { Relationship } from '../relationship.schema.ts';
import { describeFieldType, isNumber } from '../field-types/index.ts';
import type { Draft } from './draft.ts';
import type { FindTable } from './read-relationship.ts';

interface Groups {
  find(field: Field): Field;
  join(one: Field, other: Field): void;
}

const createGroups = (): Groups => {
  const parents = new Map<Field, Field>();
  const find = (field: Field): Field => {
    let root = field;
    for (let next = parents.get(root); next !== undefined; next = parents.get(root)) root = next;
    for (let at = field; at !== root;) {
      const next = parents.get(at) ?? root;
      parents.set(at, root);
      at = next;
    }
    return root;
  };
  return {
    find,
    join: (one, other) => {
      const [first, second] = [find(one), find(other)];
      if (first !== second) parents.set(second, first);
    },
  };
};

const joinEnds = (relationship: Relationship, findTable: FindTable, groups: Groups, inKeys: Set<Field>): void => {
  const [fromTable, toTable] = [findTable(relationship.fromTable), findTable(relationship.toTable)];
  const ends: (readonly [Field | undefined, Field | undefined])[] = relationship.fromFields.map((name, position) => [
    fromTable?.lookup.field(name),
    toTable?.lookup.field(relationship.toFields[position] ?? ''),
  ]);
  for (const [from, to] of ends) {
    if (from !== undefined) inKeys.add(from);
    if (to !== undefined) inKeys.add(to);
    if (from !== undefined && to !== undefined && relationship.type !== 'many-to-many') groups.join(from, to);
  }
};

/** For each group of fields that refer to each other, the number type that was declared for one of them. */
const declaredTypes = (draft: Draft, inKeys: ReadonlySet<Field>, groups: Groups): Map<Field, FieldType> => {
  const declared = new Map<Field, FieldType>();
  for (const field of inKeys) {
    const type = describeFieldType(field.type).keyType;
    if (draft.numberFields.has(field) || draft.unreadableFields.has(field) || !isNumber(type)) continue;
    const root = groups.find(field);
    if (!declared.has(root)) declared.set(root, type);
  }
  return declared;
};

const primaryFields = (tables: readonly Table[]): Field[] =>
  tables.flatMap(({ fields, primaryKey }) => {
    const names = new Set(primaryKey);
    return fields.filter(({ name, primary }) => primary === true || names.has(name));
  });

/**
 * The designer's `Number` is double; where it is a key or one end of a relationship it is an integer, or the number
 * type that was declared for a field that it refers to, directly or through others.
 */
export const settleNumberTypes = (draft: Draft, relationships: readonly Relationship[], findTable: FindTable): void => {
  if (draft.numberFields.size === 0) return;
  const groups = createGroups();
  const inKeys = new Set<Field>(primaryFields(draft.model.tables));
  for (const relationship of relationships) joinEnds(relationship, findTable, groups, inKeys);
  const declared = declaredTypes(draft, inKeys, groups);
  for (const field of draft.numberFields) {
    if (inKeys.has(field)) field.type = declared.get(groups.find(field)) ?? 'integer';
  }
};
