import { describeFieldType } from '@snapinfra/data-model';
import { keyOf, namesOf, pick, unusedName, type Changes, type Edited, type Field } from './edits.ts';

/** A change that says something only of a model that is like this: random ones hardly ever are. */
interface PreparedChange {
  readonly prepare: (edited: Edited) => void;
  readonly change: (edited: Edited) => void;
}

const longLabel = 'a label that is longer than the sixty-three bytes which PostgreSQL takes for one';
const labels = ['first', 'second', longLabel, 'third'];

/** Makes something else of a field that nothing refers to, for which the model has to stay valid. */
const become = (field: Field, shape: Omit<Field, 'name'>): void => {
  const { id, name, required } = field;
  for (const member of Object.keys(field)) Reflect.deleteProperty(field, member);
  Object.assign(field, {
    ...(id !== undefined && { id }),
    name,
    ...(required !== undefined && { required }),
    ...shape,
  });
};

/** Labels, in a key or in none, with a default or without one, in lists or not. */
const becomeLabels = ({ of, other }: Edited): void => {
  const enumValues = labels.filter((label) => label !== longLabel || other % 3 === 0);
  const array = other % 5 === 0;
  const value = other % 2 === 0 ? enumValues[0] : undefined;
  become(of, {
    type: 'enum',
    enumValues,
    ...(array && { array }),
    ...(value !== undefined && { default: array ? [value] : value }),
    ...(other % 7 < 3 && { unique: true }),
  });
};

/** A default that names the same label as before, the same one under its later name, or none. */
const renameDefault = (field: Field, later: (label: string) => string, other: number): void => {
  if (other % 3 === 0) delete field.default;
  if (other % 3 !== 1) return;
  if (typeof field.default === 'string') field.default = later(field.default);
  if (Array.isArray(field.default)) field.default = field.default.map((label) => later(String(label)));
};

/** Renames each label to what another one is called, the last one to a name of its own, or to that of the first. */
const renameInTurn = ({ of, other, renamedLabels }: Edited): void => {
  const before = of.enumValues ?? [];
  if (before.length < 2 || of.id === undefined) return;
  const moved = before.slice(0, 2 + (other % 3));
  const last = [moved[0] ?? '', `renamed ${other}`, `${longLabel} ${other}`][other % 3] ?? '';
  const names = new Map(moved.map((label, position) => [label, moved[position + 1] ?? last]));
  const later = (label: string): string => names.get(label) ?? label;
  of.enumValues = before.map(later);
  renameDefault(of, later, Math.floor(other / 3));
  for (const [from, to] of names) renamedLabels.push({ field: of.id, from, to });
};

const toggleList = ({ of, other }: Edited): void => {
  const isList = of.array === true;
  if (isList) delete of.array;
  else of.array = true;
  const { default: value } = of;
  if (value === undefined || other % 3 === 0) delete of.default;
  else if (isList) of.default = Array.isArray(value) ? value[0] : undefined;
  else of.default = [value];
};

const spelledTypes = ['numeric', 'jsonb', 'interval', 'numrange', 'timestamptz', 'uuid', 'inet', 'double'] as const;

const numbers = ['smallint', 'integer', 'bigint', 'numeric', 'real', 'double'] as const;

/** What a number is as the default of a field of a type; undefined for one that has none. */
const numberFor = (type: Field['type'], number: number): unknown =>
  describeFieldType(type).json === 'text' || ['int64', 'decimal'].includes(describeFieldType(type).json)
    ? String(number)
    : number;

const holdersOf = ({ model, at }: Edited) =>
  (model.relationships ?? []).filter(({ type, fromTable }) => type === 'many-to-one' && fromTable === at.name);

const prepared: Readonly<Record<string, PreparedChange>> = {
  'rename labels in turn': { prepare: becomeLabels, change: renameInTurn },
  'make a list of labels, or labels of a list': { prepare: becomeLabels, change: toggleList },
  'make a list of renamed labels': {
    prepare: becomeLabels,
    change: (edited) => {
      renameInTurn(edited);
      toggleList(edited);
    },
  },
  'make values of unique texts': {
    prepare: ({ of, other }) => become(of, { type: 'text', unique: true, ...(other % 5 === 0 && { array: true }) }),
    change: ({ of, other }) => void (of.type = pick(spelledTypes, other) ?? 'numeric'),
  },
  'change the type of a number that has a default': {
    prepare: ({ of, other }) => {
      const type = pick(numbers, other) ?? 'integer';
      become(of, { type, default: numberFor(type, other % 50) });
    },
    change: ({ of, other }) => {
      const type = pick([...numbers, 'text', 'varchar'] as const, other + 1 + (other % 5)) ?? 'text';
      if (of.default === undefined) return;
      of.default = numberFor(type, (other % 50) + (other % 2));
      of.type = type;
    },
  },
  'change the type of a number and its bounds': {
    prepare: ({ of, other }) =>
      become(of, { type: pick(numbers, other) ?? 'integer', ...(other % 2 === 0 && { minimum: other % 20 }) }),
    change: ({ of, other }) => {
      of.type = pick(numbers, other + 1 + (other % 4)) ?? 'integer';
      of.minimum = [0.1, 1, other % 20, -5][other % 4] ?? 0;
      if (other % 3 === 0) of.maximum = 40 + (other % 9);
    },
  },
  'turn the fields of a primary key': {
    prepare: ({ at, of, other }) => {
      const second = pick(at.fields, other)?.name ?? of.name;
      for (const field of at.fields) delete field.primary;
      at.primaryKey = [...new Set([of.name, second])];
    },
    change: ({ model, at, other }) => {
      at.primaryKey = keyOf(at).toReversed();
      for (const relationship of model.relationships ?? []) {
        if (other % 2 === 0 || relationship.toTable !== at.name) continue;
        relationship.fromFields = relationship.fromFields.toReversed();
        relationship.toFields = relationship.toFields.toReversed();
      }
    },
  },
  'make links over a unique field of references': {
    prepare: ({ model, at, of, other }) => {
      const target = pick(model.tables, other);
      const [key, ...more] = keyOf(target);
      const referenced = target?.fields.find(({ name }) => name === key);
      if (target === undefined || target === at || referenced === undefined || more.length > 0) return;
      const { type, length, precision, scale } = referenced;
      const name = unusedName('reference', namesOf(at.fields));
      const size = { ...(length && { length }), ...(precision && { precision }), ...(scale && { scale }) };
      at.fields.push({ name, type: describeFieldType(type).keyType, ...size });
      const ends = { fromTable: at.name, fromFields: [name], toTable: target.name, toFields: [referenced.name] };
      model.relationships = [...(model.relationships ?? []), { type: 'many-to-one', ...ends }];
      become(of, { type: other % 2 === 0 ? 'text' : 'numeric', unique: true });
    },
    change: (edited) => {
      const { model, at, other } = edited;
      const relationship = pick(holdersOf(edited), other);
      const key = pick(
        at.fields.filter(({ unique }) => unique === true),
        other,
      );
      if (relationship === undefined || key === undefined) return;
      const gone = relationship.fromFields;
      Object.assign(relationship, { type: 'many-to-many', fromFields: [key.name] });
      delete relationship.onDelete;
      delete relationship.onUpdate;
      const isUsed = (name: string) =>
        (model.relationships ?? []).some(
          ({ fromTable, fromFields }) => fromTable === at.name && fromFields.includes(name),
        );
      if (other % 2 === 0) at.fields = at.fields.filter(({ name }) => !gone.includes(name) || isUsed(name));
    },
  },
};

const only = (member: keyof PreparedChange): Changes =>
  Object.fromEntries(Object.entries(prepared).map(([kind, change]) => [kind, change[member]]));

export const preparedChanges = only('change');
/** What a model is made into before a change of that kind. */
export const preparations = only('prepare');
