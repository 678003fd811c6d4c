import { expect, it } from 'vitest';
import { generationHistoryOf, generationHistoryHeadsOf, readGenerationHistory } from './generation-history.ts';

const document = {
  formatVersion: 1,
  schema: { tables: [] },
  migrations: [{ name: '0001_initial.sql', sql: 'select 1;', steps: [{ summary: 'Creates', marks: [] }] }],
  options: {},
};
const markedAs = (kind: string) => ({
  ...document,
  migrations: [{ name: '0001.sql', sql: '', steps: [{ summary: 'Changes', marks: [{ kind, reason: '' }] }] }],
});
const isSchema = (schema: unknown): schema is { readonly tables: readonly unknown[] } =>
  typeof schema === 'object' && schema !== null && 'tables' in schema;
const read = (value: unknown) => readGenerationHistory('g1', Buffer.from(JSON.stringify(value)), isSchema);

it('reads what it wrote, and what a newer version wrote in the same format', () => {
  expect(read(document)).toEqual({ ok: true, document });
  expect(read(markedAs('locking'))).toMatchObject({ ok: true });
  const newer = { ...document, kind: 'new', options: { kind: 'new' } };
  expect(read(newer)).toEqual({ ok: true, document: newer });
});

it.each([
  [{ ...document, formatVersion: 2 }, 'has the format 2, and this version reads 1'],
  [{}, 'has the format undefined'],
  [null, 'has the format undefined'],
  [{ ...document, schema: {} }, 'has a content that this version does not read'],
  [{ ...document, migrations: [{ name: '0001_initial.sql' }] }, 'has a content that this version does not read'],
  [markedAs('slow'), 'has a content that this version does not read'],
])('says why it can not continue from %j', (value, reason) => {
  expect(read(value)).toEqual({ ok: false, reason: expect.stringContaining(`the generation g1 ${reason}`) });
});

it('keeps entries and heads apart', () => {
  const [entries, heads] = [generationHistoryOf('p').sort.beginsWith, generationHistoryHeadsOf('p').sort.beginsWith];
  expect(heads.startsWith(entries)).toBe(false);
});
