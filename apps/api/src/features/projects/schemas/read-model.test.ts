import { readDataModel } from '@snapinfra/data-model';
import { afterAll, expect, it } from 'vitest';
import { createModelReader, isLargerThan } from './read-model.ts';

const inline = createModelReader();
const threaded = createModelReader({ inline: { values: 0, characters: 0 } });
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

it('tells large documents by all that is in them, not by their fields', () => {
  const members = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`m${index}`, index]));
  for (const large of [members, { tables: [{ fields: [members] }] }, { tables: [members] }, Object.values(members)]) {
    expect(isLargerThan(large, { values: 100, characters: 1000 })).toBe(true);
    expect(isLargerThan(large, { values: 110, characters: 1000 })).toBe(false);
  }
  expect(isLargerThan('text', { values: 0, characters: 10 })).toBe(true);
});

it('tells large documents by the length of their texts, too, wherever those are', () => {
  const text = 'x'.repeat(101);
  const limits = { values: 100, characters: 100 };
  const halves = ['x'.repeat(51), 'x'.repeat(51)];
  for (const large of [text, { a: text }, { tables: [{ fields: [{ default: text }] }] }, halves, { [text]: 1 }]) {
    expect(isLargerThan(large, limits)).toBe(true);
    expect(isLargerThan(large, { values: 100, characters: 200 })).toBe(false);
  }
});

it('starts another thread when one was ended', async () => {
  await threaded.stop();
  expect((await threaded.read(document)).issues.length).toBeGreaterThan(0);
});
