import { readFileSync } from 'node:fs';
import type { SchemaDiff } from '@snapinfra/contracts';
import { readDataModel } from '@snapinfra/data-model';
import { expect, test } from 'vitest';
import { evolve, withIds } from './evolved-model.ts';
import { planInWords } from './show-plan.ts';

const chinook: unknown = JSON.parse(readFileSync(new URL('../../../samples/chinook.json', import.meta.url), 'utf8'));

const diff: SchemaDiff = {
  schemaId: 's',
  from: { schemaId: 's', version: 1, generationId: 'g' },
  to: { version: 2 },
  indexForeignKeys: false,
  marks: { destructive: 0, dataDependent: 1, locking: 1 },
  steps: [
    {
      kind: 'change_type',
      table: 'track',
      summary: 'Changes "id"',
      part: 'changes',
      sql: '',
      marks: [
        {
          kind: 'locking',
          reason: 'the table is written anew',
          lock: 'ACCESS EXCLUSIVE',
          tables: ['track'],
          rewrites: true,
          isBrief: false,
        },
        {
          kind: 'locking',
          reason: 'not shown',
          lock: 'ACCESS EXCLUSIVE',
          tables: ['album'],
          rewrites: false,
          isBrief: true,
        },
      ],
    },
    {
      kind: 'create_index',
      table: 'track',
      summary: 'Builds index "track_name_key"',
      part: 'indexes',
      sql: '',
      marks: [{ kind: 'dataDependent', reason: 'fails where rows are the same', countSql: '', sampleSql: '' }],
    },
  ],
  notes: [{ kind: 'access', table: 'track', summary: 'Everybody may read tracks' }],
  proposals: [],
  files: [
    { name: '0002a_changes.sql', sql: '' },
    { name: '0002b_indexes.sql', sql: '' },
  ],
};

test('tells what happens in which file, what it costs, and what needs no SQL', () => {
  expect(planInWords(diff)).toEqual([
    '0002a_changes.sql (one transaction)',
    '  - Changes "id"',
    '      others wait (ACCESS EXCLUSIVE on track): the table is written anew',
    '0002b_indexes.sql (statement by statement, while others read and write)',
    '  - Builds index "track_name_key"',
    '      counted before anything changes: it fails where rows are the same',
    '  (Everybody may read tracks)',
    'What it costs: no data goes; one step depends on the rows; one step keeps others waiting.',
  ]);
  const same = { ...diff, steps: [], files: [] };
  expect(planInWords(same)).toEqual(['Nothing in the database changes.']);
});

test('the changed model is valid and differs in what is told of it', () => {
  const before = withIds(chinook);
  const { changes, model } = evolve(before);
  expect(changes).toHaveLength(5);
  expect(readDataModel(model).issues.filter(({ severity }) => severity === 'error')).toEqual([]);
  const fields = (table: string) => model.tables.find(({ name }) => name === table)?.fields.map(({ name }) => name);
  expect(fields('customer')).toEqual(expect.arrayContaining(['organisation', 'tier']));
  expect(fields('customer')).not.toContain('company');
  expect(fields('playlist')).toContain('curator_id');
  expect(model.relationships).toHaveLength((before.relationships?.length ?? 0) + 1);
});
