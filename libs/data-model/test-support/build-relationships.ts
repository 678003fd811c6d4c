import type { Field } from '../src/data-model.schema.ts';
import type { Relationship } from '../src/relationship.schema.ts';
import { relationshipKey } from '../src/relationship-key.ts';
import { addField, type ModelDraft, referenceTo, type TableDraft } from './build-tables.ts';
import type { RelationshipSpec } from './model-specs.ts';
import { takeName } from './names.ts';

/** Names that are taken: those of tables (links become tables), and those of the foreign keys of each table. */
export interface TakenNames {
  readonly tables: Set<string>;
  readonly keys: Map<TableDraft, Set<string>>;
}

const literals: Partial<Record<Field['type'], unknown>> = {
  integer: 1,
  bigint: '1',
  smallint: 1,
  text: 'none',
  varchar: 'none',
  uuid: '01890000-0000-7000-8000-000000000001',
  date: '2026-01-31',
};

const actions = (spec: RelationshipSpec, fields: readonly Field[], isRequired: boolean): Partial<Relationship> => {
  const hasDefaults = fields.every(({ type, length }) => literals[type] !== undefined && (length ?? 4) >= 4);
  const chosen: Partial<Relationship> = {};
  for (const member of ['onDelete', 'onUpdate'] as const) {
    const action = spec[member];
    if (action === undefined || (action === 'set null' && isRequired) || (action === 'set default' && !hasDefaults))
      continue;
    if (action === 'set default') for (const field of fields) field.default = literals[field.type];
    chosen[member] = action;
  }
  return chosen;
};

const keyOf = (target: TableDraft, byUnique: boolean): readonly string[] | undefined => {
  const keys = target.keys.filter((key) => key.length <= 3);
  return byUnique ? keys.at(-1) : keys[0];
};

const addForeignKey = (
  model: ModelDraft,
  spec: RelationshipSpec,
  holder: TableDraft,
  target: TableDraft,
  taken: TakenNames,
): void => {
  const key = keyOf(target, spec.byUnique);
  if (key === undefined) return;
  // Required keys lead to earlier tables only, or back to the table itself: no circle of them can arise.
  const isSelf = holder === target;
  const isRequired = spec.required && (target.position < holder.position || (isSelf && spec.kind !== 'one-to-one'));
  const fields = key.map((name) =>
    addField(
      holder,
      key.length === 1 ? spec.column : `${spec.column.slice(0, 40).toWellFormed()}_${name.slice(0, 20).toWellFormed()}`,
      referenceTo(target, name, spec.inOtherWidth),
      isRequired ? { required: true } : {},
    ),
  );
  const columns = fields.map(({ name }) => name);
  const holderIsTo = spec.kind === 'one-to-many';
  const [from, to] = holderIsTo ? [target, holder] : [holder, target];
  const relationship: Relationship = {
    type: spec.kind,
    fromTable: from.table.name,
    fromFields: holderIsTo ? [...key] : columns,
    toTable: to.table.name,
    toFields: holderIsTo ? columns : [...key],
    ...actions(spec, fields, isRequired),
  };
  const names = taken.keys.get(holder) ?? new Set();
  taken.keys.set(holder, names);
  if (spec.name !== undefined) relationship.name = takeName(spec.name, names);
  model.relationships.push(relationship);
};

const addLink = (
  model: ModelDraft,
  spec: RelationshipSpec,
  from: TableDraft,
  to: TableDraft,
  taken: TakenNames,
): void => {
  const [fromKey, toKey] = [keyOf(from, spec.byUnique), keyOf(to, spec.byUnique)];
  if (fromKey === undefined || toKey === undefined) return;
  const relationship: Relationship = {
    type: 'many-to-many',
    fromTable: from.table.name,
    fromFields: [...fromKey],
    toTable: to.table.name,
    toFields: [...toKey],
  };
  const wanted = spec.name ?? `${from.table.name}_${to.table.name}`;
  const isFree = !taken.tables.has(wanted) && wanted !== '__proto__';
  const isTwin = model.relationships.some((other) => relationshipKey(other) === relationshipKey(relationship));
  if (spec.name !== undefined || !isFree || isTwin)
    relationship.name = takeName(wanted.slice(0, 180).toWellFormed(), taken.tables);
  else taken.tables.add(wanted);
  if (relationship.name === '__proto__') return;
  model.relationships.push(relationship);
};

/** Adds a relationship between two of the tables, where they have keys to relate by. */
export const buildRelationship = (model: ModelDraft, spec: RelationshipSpec, taken: TakenNames): void => {
  const count = model.tables.length;
  const from = model.tables[spec.from % count];
  const to = spec.self ? from : model.tables[spec.to % count];
  if (from === undefined || to === undefined) return;
  if (spec.kind === 'many-to-many') addLink(model, spec, from, to, taken);
  else if (spec.kind === 'one-to-many') addForeignKey(model, spec, to, from, taken);
  else addForeignKey(model, spec, from, to, taken);
};
