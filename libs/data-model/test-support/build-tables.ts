import type { Field, FieldType, Index, Table } from '../src/data-model.schema.ts';
import type { Relationship } from '../src/relationship.schema.ts';
import { cannotBeIndexed, describeFieldType } from '../src/field-types/index.ts';
import type { FieldShape } from './field-shape.ts';
import type { TableSpec } from './model-specs.ts';
import { takeName } from './names.ts';

/** A table in the making. */
export interface TableDraft {
  readonly table: Table;
  readonly position: number;
  readonly names: Set<string>;
  /** Sets of fields that others may refer to; the primary key first. */
  readonly keys: string[][];
}

export interface ModelDraft {
  readonly tables: TableDraft[];
  readonly relationships: Relationship[];
}

export const addField = (
  { table, names }: TableDraft,
  wanted: string,
  shape: FieldShape,
  more: Partial<Field> = {},
): Field => {
  const field: Field = { name: takeName(wanted, names), ...shape, ...more };
  table.fields.push(field);
  return field;
};

const fieldOf = ({ table }: TableDraft, name: string): Field | undefined =>
  table.fields.find((field) => field.name === name);

const otherWidths: Partial<Record<FieldType, FieldType>> = { integer: 'bigint', bigint: 'integer' };

/** The shape of a foreign key column to a field: its type and size, nothing else; whole numbers in the other width if asked. */
export const referenceTo = (target: TableDraft, name: string, inOtherWidth = false): FieldShape => {
  const field = fieldOf(target, name);
  const type = describeFieldType(field?.type ?? 'text').keyType;
  const shape: FieldShape = { type: (inOtherWidth ? otherWidths[type] : undefined) ?? type };
  if (field?.length !== undefined && (shape.type === 'char' || shape.type === 'text')) {
    return { type: shape.type === 'text' ? 'varchar' : 'char', length: field.length };
  }
  if (field?.precision !== undefined) shape.precision = field.precision;
  if (field?.scale !== undefined) shape.scale = field.scale;
  return shape;
};

const simpleKeys: Partial<Record<TableSpec['key'], FieldShape>> = {
  uuid: { type: 'uuid' },
  'uuid default': { type: 'uuid', default: 'gen_random_uuid()' },
  serial: { type: 'serial' },
  bigserial: { type: 'bigserial' },
  bigint: { type: 'bigint' },
  integer: { type: 'integer' },
  text: { type: 'text' },
  varchar: { type: 'varchar', length: 40 },
  date: { type: 'date' },
};

const types = (...list: FieldType[]): FieldShape[] => list.map((type) => ({ type }));

const addColumnsTo = (draft: TableDraft, target: TableDraft, more: Partial<Field>): string[] =>
  (target.keys[0] ?? []).map(
    (name) =>
      addField(draft, `${target.table.name}_${name}`.slice(0, 60).toWellFormed(), referenceTo(target, name), more).name,
  );

const relate = (
  model: ModelDraft,
  draft: TableDraft,
  columns: readonly string[],
  target: TableDraft,
  type: 'one-to-one' | 'many-to-one',
): void => {
  model.relationships.push({
    type,
    fromTable: draft.table.name,
    fromFields: [...columns],
    toTable: target.table.name,
    toFields: [...(target.keys[0] ?? [])],
    onDelete: 'cascade',
  });
};

const setPrimaryKey = (draft: TableDraft, columns: readonly string[]): void => {
  draft.table.primaryKey = [...columns];
  draft.keys.push([...columns]);
};

/** Keys made of the keys of other tables: shared, extended by a line number, or two of them side by side. */
const addBorrowedKey = (model: ModelDraft, draft: TableDraft, spec: TableSpec): boolean => {
  const parents = model.tables.filter(
    ({ table, keys: [key] }) => table.primaryKey !== undefined && key !== undefined && key.length <= 3,
  );
  const [first, second] = spec.parents.map((pick) => parents[pick % Math.max(parents.length, 1)]);
  if (first === undefined || second === undefined) return false;
  const columns = addColumnsTo(draft, first, {});
  relate(model, draft, columns, first, spec.key === 'shared' ? 'one-to-one' : 'many-to-one');
  if (spec.key === 'identifying') columns.push(addField(draft, 'line', { type: 'smallint' }).name);
  if (spec.key === 'link') {
    const others = addColumnsTo(draft, second, {});
    relate(model, draft, others, second, 'many-to-one');
    columns.push(...others);
  }
  setPrimaryKey(draft, columns);
  return true;
};

const addUniqueKey = (draft: TableDraft, spec: TableSpec): void => {
  const required = spec.key !== 'nullable unique';
  if (spec.key === 'unique field') {
    draft.keys.push([addField(draft, 'code', { type: 'varchar', length: 30 }, { unique: true, required: true }).name]);
    return;
  }
  const fields = types('bigint', 'uuid').map((shape) => addField(draft, 'part', shape, { required }).name);
  draft.table.indexes = [{ fields, unique: true }];
  draft.keys.push(fields);
};

const addKey = (model: ModelDraft, draft: TableDraft, spec: TableSpec): void => {
  const simple = simpleKeys[spec.key];
  if (simple !== undefined) {
    const { name } = addField(draft, 'id', simple, { primary: true });
    // Both spellings of a primary key are in use: that of the field, and that of the table.
    if (spec.parents[0] % 2 === 0) {
      delete draft.table.fields[0]?.primary;
      draft.table.primaryKey = [name];
    }
    draft.keys.push([name]);
    return;
  }
  if (spec.key === 'none') return;
  if (['unique index', 'unique field', 'nullable unique'].includes(spec.key)) return addUniqueKey(draft, spec);
  if (spec.key !== 'composite' && addBorrowedKey(model, draft, spec)) return;
  setPrimaryKey(
    draft,
    types('varchar', 'integer', 'date').map((shape) => addField(draft, 'key', shape).name),
  );
};

const canBeUnique = (field: Field): boolean =>
  field.format !== 'password' &&
  field.pattern === undefined &&
  field.default === undefined &&
  [
    'jsonb',
    'string',
    'text',
    'varchar',
    'integer',
    'bigint',
    'uuid',
    'email',
    'url',
    'timestamptz',
    'double',
    'serial',
    'bigserial',
  ].includes(field.type);

const canBeIndexed = (field: Field): boolean => cannotBeIndexed(field) === undefined;

const addIndexes = (draft: TableDraft, spec: TableSpec): void => {
  const names = new Set<string>();
  for (const { name, picks, unique, method } of spec.indexes) {
    const candidates = draft.table.fields.filter(unique ? canBeUnique : canBeIndexed);
    const picked = new Set(picks.flatMap((pick) => candidates[pick % Math.max(candidates.length, 1)]?.name ?? []));
    if (picked.size === 0) continue;
    const index: Index = { fields: [...picked], unique };
    if (name !== undefined) index.name = takeName(name, names);
    if (method !== undefined) index.method = method;
    (draft.table.indexes ??= []).push(index);
  }
};

export const buildTable = (model: ModelDraft, spec: TableSpec, tableNames: Set<string>): void => {
  const table: Table = { name: takeName(spec.name, tableNames), fields: [] };
  const draft: TableDraft = { table, position: model.tables.length, names: new Set(), keys: [] };
  if (spec.description !== undefined) table.description = spec.description;
  if (spec.softDelete) table.softDelete = true;
  addKey(model, draft, spec);
  for (const { name, shape, required, unique, description } of spec.fields) {
    const field = addField(draft, name, shape, required ? { required } : {});
    if (description !== undefined) field.description = description;
    if (!unique || !canBeUnique(field)) continue;
    field.unique = true;
    if (field.array !== true && field.type !== 'jsonb') draft.keys.push([field.name]);
  }
  addIndexes(draft, spec);
  model.tables.push(draft);
};
