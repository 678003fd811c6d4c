import type { DataModel, Field, Table } from '../src/data-model.schema.ts';
import type { Relationship } from '../src/relationship.schema.ts';

const areas = [
  'sales',
  'billing',
  'stock',
  'people',
  'support',
  'projects',
  'marketing',
  'assets',
  'quality',
  'logistics',
];
const things = [
  'account',
  'order',
  'order_line',
  'invoice',
  'payment',
  'shipment',
  'product',
  'price',
  'contract',
  'ticket',
  'comment',
  'attachment',
  'task',
  'milestone',
  'employee',
  'team',
  'location',
  'device',
  'event',
  'setting',
];

/** Every tenth table has a key of two columns, every seventh a UUID, the others a sequence. */
const keyOf = (position: number): Field[] => {
  if (position % 10 === 4) {
    return [
      { name: 'tenant', type: 'varchar', length: 32, required: true },
      { name: 'number', type: 'bigint', required: true },
    ];
  }
  return position % 7 === 3
    ? [{ name: 'id', type: 'uuid', required: true, default: 'gen_random_uuid()' }]
    : [{ name: 'id', type: 'bigserial' }];
};

const columns = (position: number): Field[] => [
  { name: 'title', type: 'varchar', length: 160, required: true },
  { name: 'description', type: 'text', description: 'Free text, shown as it is.' },
  {
    name: 'status',
    type: 'enum',
    enumValues: ['draft', 'active', 'on hold', 'closed'],
    required: true,
    default: 'draft',
  },
  { name: 'amount', type: 'numeric', precision: 14, scale: 4, minimum: 0 },
  { name: 'quantity', type: 'integer', required: true, default: 1, minimum: 0 },
  { name: 'is_active', type: 'boolean', required: true, default: true },
  { name: 'created_at', type: 'timestamptz', required: true, default: 'now()' },
  { name: 'due_on', type: 'date' },
  ...(position % 3 === 0 ? [{ name: 'metadata', type: 'jsonb', default: {} } satisfies Field] : []),
  ...(position % 4 === 0 ? [{ name: 'tags', type: 'text', array: true, default: [] } satisfies Field] : []),
  ...(position % 5 === 0 ? [{ name: 'email', type: 'email' } satisfies Field] : []),
];

const nameOf = (position: number): string => {
  const area = areas[Math.floor(position / things.length) % areas.length];
  const round = Math.floor(position / (things.length * areas.length));
  return `${area}_${things[position % things.length]}${round === 0 ? '' : `_${round + 1}`}`;
};

/** Adds a foreign key to an earlier table; columns of the same names as the key's, after what they are for. */
const refer = (table: Table, position: number, target: number, role: string, model: DataModel): void => {
  const fields = keyOf(target);
  const names = fields.map(({ name }) => `${role}_${name}`);
  const required = position % 2 === 0;
  fields.forEach(({ type, length }, index) => {
    const field: Field = { name: names[index] ?? role, type: type === 'bigserial' ? 'bigint' : type };
    if (length !== undefined) field.length = length;
    if (required) field.required = true;
    table.fields.push(field);
  });
  const relationship: Relationship = {
    name: `${table.name}_${role}`,
    type: 'many-to-one',
    fromTable: table.name,
    fromFields: names,
    toTable: nameOf(target),
    toFields: fields.map(({ name }) => name),
    onDelete: required ? 'cascade' : 'set null',
  };
  (model.relationships ??= []).push(relationship);
  (table.indexes ??= []).push({ name: `${table.name}_${role}_idx`, fields: names });
};

const addLink = (position: number, model: DataModel): void => {
  (model.relationships ??= []).push({
    name: `${nameOf(position)}_links`,
    type: 'many-to-many',
    fromTable: nameOf(position),
    fromFields: keyOf(position).map(({ name }) => name),
    toTable: nameOf(position - 7),
    toFields: keyOf(position - 7).map(({ name }) => name),
  });
};

const buildTable = (position: number, model: DataModel): Table => {
  const key = keyOf(position);
  const table: Table = {
    name: nameOf(position),
    description: `Table ${position + 1} of a synthetic model.`,
    fields: [...key, ...columns(position)],
    primaryKey: key.map(({ name }) => name),
    indexes: [{ name: `${nameOf(position)}_status_idx`, fields: ['status', 'created_at'] }],
  };
  if (position > 0) refer(table, position, position - 1, 'previous', model);
  if (position > 2) refer(table, position, Math.floor(position / 2), 'parent', model);
  if (position % 6 === 5) table.softDelete = true;
  if (position % 9 === 2) {
    table.fields.push({ name: 'owner_id', type: 'uuid', required: true });
    table.ownerField = 'owner_id';
    table.access = { read: ['owner', 'role:staff'], update: ['owner'], delete: ['owner', 'role:admin'] };
  }
  return table;
};

/** A large model with realistic tables and relationships; the same for the same number of tables. Links come on top. */
export const syntheticModel = (tableCount: number): DataModel => {
  const model: DataModel = { name: `Synthetic ${tableCount}`, tables: [] };
  for (let position = 0; position < tableCount; position += 1) {
    model.tables.push(buildTable(position, model));
    if (position % 20 === 13) addLink(position, model);
  }
  return model;
};
