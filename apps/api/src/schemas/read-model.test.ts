import { readDataModel } from '@snapinfra/contracts/data-model';
import { afterAll, expect, it } from 'vitest';
import { createModelReader } from './read-model.ts';

const inline = createModelReader();
const threaded = createModelReader({ fieldsInline: 0 });
afterAll(() => threaded.stop());

const document = {
  name: 'Shop',
  tables: [
    { name: 'order', fields: [{ name: 'id', type: 'uuid', primary: true }] },
    { name: 'thing', fields: [{ name: 'id', type: 'nosuchtype' }] },
  ],
};

it('reads the same in a thread as without one', async () => {
  const { model, issues } = readDataModel(document);
  expect(await inline.read(document)).toEqual({ model, issues });
  expect(await threaded.read(document)).toEqual({ model, issues });
});

it('answers each of many with its own', async () => {
  const names = Array.from({ length: 20 }, (_, index) => `model ${index}`);
  const readings = await Promise.all(
    names.map((name) => threaded.read({ name, tables: [{ name: 't', fields: [{ name: 'id', type: 'uuid' }] }] })),
  );
  expect(readings.map(({ model }) => model?.name)).toEqual(names);
});

it.each([null, 'text', {}, { tables: 1 }, { tables: [null, { fields: 2 }] }])(
  'takes %j for what it is',
  async (odd) => {
    expect((await inline.read(odd)).issues.length).toBeGreaterThan(0);
  },
);

it('starts another thread when one was ended', async () => {
  await threaded.stop();
  expect((await threaded.read(document)).issues.length).toBeGreaterThan(0);
});
