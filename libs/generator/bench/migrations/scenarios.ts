import type { DataModel, Field } from '@snapinfra/data-model';

/** A change of the model, and what is often written for it. */
export interface Scenario {
  readonly title: string;
  readonly change: (model: DataModel) => void;
  /** One transaction. */
  readonly naive: string;
}

export const rows = 1_000_000;
const owners = 1000;

const fields = (table: string, list: readonly Field[]): Field[] =>
  list.map((field) => ({ ...field, id: `${table}.${field.name}` }));

export const base: DataModel = {
  name: 'Bench',
  access: { read: ['public'] },
  tables: [
    {
      id: 'owner',
      name: 'owner',
      fields: fields('owner', [
        { name: 'id', type: 'integer', primary: true },
        { name: 'name', type: 'text' },
      ]),
    },
    {
      id: 'item',
      name: 'item',
      fields: fields('item', [
        { name: 'id', type: 'integer', primary: true },
        { name: 'owner_id', type: 'integer', required: true },
        { name: 'other_id', type: 'integer' },
        { name: 'label', type: 'varchar', length: 20, required: true },
        { name: 'note', type: 'text' },
        { name: 'code', type: 'text' },
        { name: 'state', type: 'enum', enumValues: ['new', 'done'], required: true },
      ]),
      indexes: [{ name: 'item_label_idx', fields: ['label'] }],
    },
  ],
  relationships: [
    {
      id: 'item of owner',
      type: 'many-to-one',
      fromTable: 'item',
      fromFields: ['owner_id'],
      toTable: 'owner',
      toFields: ['id'],
    },
  ],
};

/** Rows that no change fails on. */
export const filling = `
  insert into owner select n, 'owner ' || n from generate_series(1, ${owners}) n;
  insert into item (id, owner_id, other_id, label, note, code, state)
    select n, n % ${owners} + 1, n % ${owners} + 1, 'label ' || n % 5000, 'a note of some words ' || n, 'code ' || n, 'new'
    from generate_series(1, ${rows}) n;`;

const item = (model: DataModel) => {
  const [, table] = model.tables;
  if (table === undefined) throw new Error('the model has no items');
  return table;
};
const change = (model: DataModel, name: string, to: Partial<Field>): void =>
  void Object.assign(item(model).fields.find((field) => field.name === name) ?? {}, to);

export const scenarios: readonly Scenario[] = [
  {
    title: 'a column with a default',
    change: (model) =>
      void item(model).fields.push({ id: 'item.kind', name: 'kind', type: 'text', required: true, default: 'plain' }),
    naive: `alter table item add column kind text; update item set kind = 'plain';
      alter table item alter column kind set default 'plain', alter column kind set not null;`,
  },
  {
    title: 'not null',
    change: (model) => change(model, 'note', { required: true }),
    naive: 'alter table item alter column note set not null;',
  },
  {
    title: 'a unique index',
    change: (model) => void item(model).indexes?.push({ fields: ['code'], unique: true }),
    naive: 'create unique index item_code_key on item (code);',
  },
  {
    title: 'a foreign key',
    change: (model) =>
      void model.relationships?.push({
        id: 'item of another',
        type: 'many-to-one',
        fromTable: 'item',
        fromFields: ['other_id'],
        toTable: 'owner',
        toFields: ['id'],
      }),
    naive: 'alter table item add constraint item_other_id_fkey foreign key (other_id) references owner (id);',
  },
  {
    title: 'a longer varchar',
    change: (model) => change(model, 'label', { length: 40 }),
    naive: `alter table item add column wide varchar(40); update item set wide = label; alter table item drop column label;
      alter table item rename column wide to label; alter table item alter column label set not null;
      create index item_label_idx on item (label);`,
  },
  {
    title: 'a key from integer to bigint',
    change: (model) => {
      for (const table of model.tables) {
        for (const field of table.fields) {
          if (field.id === 'owner.id' || field.id === 'item.owner_id') field.type = 'bigint';
        }
      }
    },
    naive: `alter table item drop constraint item_owner_id_fkey; alter table owner alter column id type bigint;
      alter table item alter column owner_id type bigint;
      alter table item add constraint item_owner_id_fkey foreign key (owner_id) references owner (id);`,
  },
  {
    title: 'no index any more',
    change: (model) => void (item(model).indexes = []),
    naive: 'drop index item_label_idx;',
  },
  {
    title: 'one more label of an enum',
    change: (model) => change(model, 'state', { enumValues: ['new', 'waiting', 'done'] }),
    naive: `create type item_state_new as enum ('new', 'waiting', 'done');
      alter table item alter column state type item_state_new using state::text::item_state_new;
      drop type item_state; alter type item_state_new rename to item_state;`,
  },
];
