/** A model without errors. */
export const goodSchema = {
  name: 'Shop',
  tables: [
    {
      name: 'customer',
      fields: [
        { name: 'id', type: 'uuid', primary: true, required: true, default: 'gen_random_uuid()' },
        { name: 'email', type: 'email', required: true, unique: true },
      ],
    },
    {
      name: 'order',
      fields: [
        { name: 'id', type: 'bigserial', primary: true, required: true },
        { name: 'customer_id', type: 'uuid', required: true },
        { name: 'total', type: 'numeric', precision: 30, scale: 10 },
      ],
    },
  ],
  relationships: [
    {
      name: 'order_customer',
      type: 'many-to-one',
      fromTable: 'order',
      fromFields: ['customer_id'],
      toTable: 'customer',
      toFields: ['id'],
      onDelete: 'cascade',
    },
  ],
};

/** A draft: it is saved, and no code is generated from it. */
export const draftSchema = {
  name: 'Draft',
  tables: [{ name: 'thing', fields: [{ name: 'id', type: 'nosuchtype' }] }],
  relationships: [],
};

/** A table in the designer's dialect. */
export const designerSchema = {
  name: 'Blog',
  tables: [
    {
      id: 't1',
      name: 'Author',
      description: 'Who writes',
      position: { x: 40, y: 40 },
      color: '#4f46e5',
      estimatedRows: 100,
      relationships: [],
      indexes: [],
      fields: [
        { id: 'f1', name: 'id', type: 'UUID', isPrimary: true, isRequired: true, isUnique: true },
        { id: 'f2', name: 'Full Name', type: 'Text', isRequired: true, validation: [{ type: 'maxLength', value: 80 }] },
      ],
    },
  ],
  relationships: [],
};

export const architecture = {
  name: 'Shop architecture',
  nodes: [
    { id: 'web', type: 'frontend', label: 'Storefront', position: { x: 0, y: 0 }, data: { any: ['thing'] } },
    { id: 'db', type: 'database', label: 'PostgreSQL', position: { x: 240, y: 0 } },
  ],
  edges: [{ id: 'e1', source: 'web', target: 'db', label: 'SQL' }],
};

/** A schema of so many tables, each with so many fields of random names: gzip does not make it small. */
export const bulkySchema = (tables: number, fields: number) => ({
  name: 'Bulky',
  tables: Array.from({ length: tables }, (_, table) => ({
    name: `table_${table}`,
    description: Array.from({ length: 60 }, () => Math.random().toString(36).slice(2)).join(''),
    fields: Array.from({ length: fields }, (_unused, field) => ({
      name: field === 0 ? 'id' : `f_${Math.random().toString(36).slice(2)}`,
      type: field === 0 ? 'uuid' : 'text',
      ...(field === 0 && { primary: true, required: true }),
    })),
  })),
});

/** A text of so many random characters. */
export const randomText = (length: number): string =>
  Array.from({ length: length / 10 }, () => Math.random().toString(36).slice(2, 12).padEnd(10, '0')).join('');

/** A small model that is large to store: gzip leaves more of its descriptions than an item holds. */
export const wordySchema = () => ({
  name: 'Wordy',
  tables: Array.from({ length: 90 }, (_, table) => ({
    name: `table_${table}`,
    description: randomText(9000),
    fields: [{ name: 'id', type: 'uuid', primary: true, required: true }],
  })),
});
