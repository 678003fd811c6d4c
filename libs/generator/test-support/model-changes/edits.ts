import type { DataModel } from '@snapinfra/data-model';

export type Table = DataModel['tables'][number];
export type Field = Table['fields'][number];
export type Relationship = NonNullable<DataModel['relationships']>[number];

/** What a change is made of: numbers that choose, and a model that new things are taken from. */
export interface Choice {
  readonly table: number;
  readonly field: number;
  readonly other: number;
  readonly fresh: DataModel;
}

/** A label of a field that is renamed, by the names and ids before all changes. */
export interface RenamedLabel {
  readonly field: string;
  readonly from: string;
  readonly to: string;
}

/** A model that a change edits in place, and the table and field that it is about. */
export interface Edited extends Choice {
  readonly model: DataModel;
  readonly at: Table;
  readonly of: Field;
  readonly renamedLabels: RenamedLabel[];
}

export type Changes = Readonly<Record<string, (edited: Edited) => void>>;

export const pick = <T>(things: readonly T[], number: number): T | undefined =>
  things[number % Math.max(things.length, 1)];

const renameIn = (names: readonly string[], from: string, to: string): string[] =>
  names.map((name) => (name === from ? to : name));

export const renameField = (model: DataModel, table: Table, from: string, to: string): void => {
  for (const field of table.fields) if (field.name === from) field.name = to;
  if (table.primaryKey) table.primaryKey = renameIn(table.primaryKey, from, to);
  for (const index of table.indexes ?? []) index.fields = renameIn(index.fields, from, to);
  if (table.ownerField === from) table.ownerField = to;
  for (const relationship of model.relationships ?? []) {
    if (relationship.fromTable === table.name) relationship.fromFields = renameIn(relationship.fromFields, from, to);
    if (relationship.toTable === table.name) relationship.toFields = renameIn(relationship.toFields, from, to);
  }
};

export const renameTable = (model: DataModel, from: string, to: string): void => {
  for (const table of model.tables) if (table.name === from) table.name = to;
  for (const relationship of model.relationships ?? []) {
    if (relationship.fromTable === from) relationship.fromTable = to;
    if (relationship.toTable === from) relationship.toTable = to;
  }
};

export const refersTo = (relationship: Relationship, table: string, field?: string): boolean =>
  (relationship.fromTable === table && (field === undefined || relationship.fromFields.includes(field))) ||
  (relationship.toTable === table && (field === undefined || relationship.toFields.includes(field)));

/** Takes a field out, with everything that needs it. */
export const dropField = (model: DataModel, table: Table, name: string): void => {
  table.fields = table.fields.filter((field) => field.name !== name);
  if (table.primaryKey?.includes(name)) delete table.primaryKey;
  table.indexes = (table.indexes ?? []).filter((index) => !index.fields.includes(name));
  if (table.ownerField === name) delete table.ownerField;
  model.relationships = (model.relationships ?? []).filter((other) => !refersTo(other, table.name, name));
};

/** A field as another model has it. */
export const freshField = ({ fresh, other }: Choice): Field => {
  const fields = fresh.tables.flatMap((table) => table.fields);
  const { id: _, primary: __, ...field } = pick(fields, other) ?? { name: 'x', type: 'text' as const };
  return field;
};

interface Identified {
  id?: string | undefined;
}

/** What an id means is another thing from then on. */
export const exchangeIds = (one: Identified | undefined, other: Identified | undefined): void => {
  if (one?.id === undefined || other?.id === undefined) return;
  [one.id, other.id] = [other.id, one.id];
};

export const unusedName = (wanted: string, taken: readonly string[]): string => {
  let name = wanted;
  while (taken.includes(name)) name += '2';
  return name;
};

export const namesOf = (things: readonly { readonly name: string }[]): string[] => things.map(({ name }) => name);

/** A name that a change gives: another model's. */
export const freshName = ({ fresh, other }: Choice, taken: readonly string[]): string => {
  const names = [...namesOf(fresh.tables), ...fresh.tables.flatMap(({ fields }) => namesOf(fields))];
  return unusedName(pick(names, other) ?? 'x', taken);
};

/** The fields of a table's primary key, however the model says it. */
export const keyOf = (table: Table | undefined): string[] =>
  table?.primaryKey ?? namesOf((table?.fields ?? []).filter(({ primary }) => primary === true));
