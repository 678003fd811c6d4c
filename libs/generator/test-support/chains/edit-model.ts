import type { DataModel, Field, Index, Relationship, Table } from '@snapinfra/data-model';

type FieldChange = Partial<Field>;

/** A model that is changed step by step, as the designer does it: what is renamed keeps its id. */
export interface ModelEditor {
  readonly model: DataModel;
  renameTable(from: string, to: string): void;
  renameField(table: string, from: string, to: string): void;
  addField(table: string, field: Field): void;
  changeField(table: string, name: string, change: FieldChange): void;
  addIndex(table: string, index: Index): void;
  /** A key, and whatever refers to it, becomes as wide as a type allows. */
  widenKey(table: string, field: string): void;
  /** The relationship over these fields becomes one of many to many. */
  linkMany(table: string, fields: readonly string[]): void;
}

/** Gives everything an id that tells it apart for good. */
export const withIds = (model: DataModel): DataModel => ({
  ...model,
  tables: model.tables.map((table) => ({
    ...table,
    id: `table ${table.name}`,
    fields: table.fields.map((field) => ({ ...field, id: `field ${table.name} ${field.name}` })),
  })),
  relationships: (model.relationships ?? []).map((relationship, position) => ({
    ...relationship,
    id: `relationship ${position}`,
  })),
});

const found = <T>(thing: T | undefined, what: string): T => {
  if (thing === undefined) throw new Error(`the model has no ${what}`);
  return thing;
};

const tableNamed = ({ tables }: DataModel, name: string): Table =>
  found(
    tables.find((table) => table.name === name),
    name,
  );

const wider: Readonly<Partial<Record<Field['type'], Field['type']>>> = {
  smallint: 'integer',
  integer: 'bigint',
  serial: 'bigserial',
};

const renamed = (names: string[], from: string, to: string): string[] =>
  names.map((name) => (name === from ? to : name));

/** A relationship from the table that holds the key. */
const heldBy = (relationship: Relationship): Relationship =>
  relationship.type === 'one-to-many'
    ? {
        ...relationship,
        type: 'many-to-one',
        fromTable: relationship.toTable,
        fromFields: relationship.toFields,
        toTable: relationship.fromTable,
        toFields: relationship.fromFields,
      }
    : relationship;

const primaryKeyOf = ({ primaryKey, fields }: Table): string[] =>
  primaryKey ?? fields.filter(({ primary }) => primary === true).map(({ name }) => name);

const sameNames = (left: readonly string[], right: readonly string[]): boolean =>
  JSON.stringify(left) === JSON.stringify(right);

const renameEverywhere = (model: DataModel, table: Table, from: string, to: string): void => {
  if (table.primaryKey) table.primaryKey = renamed(table.primaryKey, from, to);
  if (table.ownerField === from) table.ownerField = to;
  for (const index of table.indexes ?? []) index.fields = renamed(index.fields, from, to);
  for (const relationship of model.relationships ?? []) {
    const { fromTable, fromFields, toTable, toFields } = relationship;
    if (fromTable === table.name) relationship.fromFields = renamed(fromFields, from, to);
    if (toTable === table.name) relationship.toFields = renamed(toFields, from, to);
  }
};

export const editModel = (original: DataModel): ModelEditor => {
  const model = structuredClone(original);
  const relationships = () => model.relationships ?? [];
  const fieldOf = (table: string, name: string): Field =>
    found(
      tableNamed(model, table).fields.find((field) => field.name === name),
      `${table}.${name}`,
    );
  const widenKey = (table: string, name: string): void => {
    const field = fieldOf(table, name);
    const type = wider[field.type];
    if (type === undefined) return;
    field.type = type;
    for (const { fromTable, fromFields, toTable, toFields, type } of relationships().map(heldBy)) {
      const position = toTable === table && type !== 'many-to-many' ? toFields.indexOf(name) : -1;
      const holder = fromFields[position];
      if (holder !== undefined) widenKey(fromTable, holder);
    }
  };
  return {
    model,
    renameTable: (from, to) => {
      tableNamed(model, from).name = to;
      for (const relationship of relationships()) {
        if (relationship.fromTable === from) relationship.fromTable = to;
        if (relationship.toTable === from) relationship.toTable = to;
      }
    },
    renameField: (table, from, to) => {
      fieldOf(table, from).name = to;
      renameEverywhere(model, tableNamed(model, table), from, to);
    },
    addField: (table, field) =>
      void tableNamed(model, table).fields.push({ ...field, id: `field ${table} ${field.name}` }),
    changeField: (table, name, change) => void Object.assign(fieldOf(table, name), change),
    addIndex: (table, index) => {
      const owner = tableNamed(model, table);
      owner.indexes = [...(owner.indexes ?? []), index];
    },
    widenKey,
    linkMany: (table, fields) => {
      const position = relationships().findIndex((relationship) => {
        const { fromTable, fromFields } = heldBy(relationship);
        return fromTable === table && sameNames(fromFields, fields);
      });
      const held = heldBy(found(relationships()[position], `relationship over ${fields.join(', ')} of ${table}`));
      const holder = tableNamed(model, table);
      holder.fields = holder.fields.filter(({ name }) => !fields.includes(name));
      holder.indexes = (holder.indexes ?? []).filter((index) => !index.fields.some((name) => fields.includes(name)));
      const { onDelete: _, onUpdate: __, name, ...rest } = held;
      relationships()[position] = {
        ...rest,
        name: name ?? `${table} links`,
        type: 'many-to-many',
        fromFields: primaryKeyOf(holder),
      };
    },
  };
};
