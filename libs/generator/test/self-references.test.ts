import { expect, it } from 'vitest';
import { createWorkshop, readModel, runTests } from './support/generated-project.ts';
import { tail } from './support/run.ts';

const id = { name: 'id', type: 'bigserial', primary: true };
const toItself = (table: string, type: string, field: string) => ({
  type,
  fromTable: table,
  fromFields: [field],
  toTable: table,
  toFields: ['id'],
});

/** Rows that have to refer to a row of their own table, whose numbers the database generates: the first can only be itself. */
const model = {
  name: 'Circles',
  tables: [
    {
      name: 'member',
      fields: [id, { name: 'member_id', type: 'bigint', required: true }, { name: 'size', type: 'bigint', default: 1 }],
      ownerField: 'member_id',
      access: { create: ['authenticated'], read: ['owner'], update: ['owner'], delete: ['owner'] },
    },
    { name: 'twin', fields: [id, { name: 'other', type: 'bigint', required: true }] },
  ],
  relationships: [toItself('member', 'many-to-one', 'member_id'), toItself('twin', 'one-to-one', 'other')],
};

it('the tests of a project create rows that can only refer to themselves', { timeout: 300_000 }, async () => {
  const workshop = createWorkshop();
  try {
    const { status, output } = await runTests(workshop.generate('circles', readModel(model)));
    expect(status, tail(output)).toBe(0);
  } finally {
    workshop.clean();
  }
});
