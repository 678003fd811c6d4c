import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeFieldType, fieldTypes } from './field-types/index.ts';
import { readDataModel } from './read-data-model.ts';
import { resolveModel } from './resolve-model.ts';
import type { ResolvedModel } from './resolved-model.ts';
import { toDataModel } from './to-data-model.ts';

const folder = new URL('../../../tools/samples/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json') && !name.endsWith('-architecture.json'));
const sample = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));

const resolved = (name: string): ResolvedModel => {
  const reading = readDataModel(sample(name));
  return reading.resolved ?? { name: '', tables: [] };
};

describe.each(files)('%s', (name) => {
  it('has no errors', () => {
    expect(readDataModel(sample(name)).issues.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('reads the same by way of its canonical form', () => {
    const { model } = toDataModel(sample(name));
    expect(model === undefined ? undefined : resolveModel(model).resolved).toEqual(
      readDataModel(sample(name)).resolved,
    );
    expect(toDataModel(model).model).toEqual(model);
  });

  it('is in the list of samples, with the number of its tables', () => {
    const readme = readFileSync(new URL('README.md', folder), 'utf8');
    const tables = toDataModel(sample(name)).model?.tables.length;
    expect(new RegExp(`\`${name}\` *\\| (\\d+)`).exec(readme)?.[1]).toBe(String(tables));
  });
});

const fieldsOfSamples = files
  .flatMap((name) => toDataModel(sample(name)).model?.tables ?? [])
  .flatMap(({ fields }) => fields);

it.each(fieldTypes)('a sample has a field of the type %s, and one with a list of it', (type) => {
  const found = fieldsOfSamples.filter((field) => field.type === type).map(({ array = false }) => array);
  const wanted = describeFieldType(type).hasSequence ? [false] : [false, true];
  expect([...new Set(found)].toSorted()).toEqual(wanted);
});

describe('what the samples show', () => {
  const forge = resolved('forge.json');
  const erp = resolved('erp.json');
  const all = [forge, erp, resolved('clinic.json'), resolved('everything.json')].flatMap(({ tables }) => tables);

  it('is as large as real products', () => {
    expect(forge.tables.length).toBeGreaterThan(120);
    expect(erp.tables.length).toBeGreaterThan(80);
  });

  it.each([
    ['composite keys', all.filter(({ primaryKey }) => (primaryKey?.length ?? 0) > 1)],
    ['tables without any key', all.filter(({ itemKey }) => itemKey === undefined)],
    [
      'tables with a unique index for a key',
      all.filter(({ itemKey, primaryKey }) => itemKey !== undefined && primaryKey === undefined),
    ],
    ['self references', all.filter(({ name, foreignKeys }) => foreignKeys.some((key) => key.referencedTable === name))],
    ['one-to-one keys', all.filter(({ foreignKeys }) => foreignKeys.some(({ unique }) => unique))],
    ['links', all.filter(({ origin }) => origin === 'link')],
    ['soft delete', all.filter(({ softDelete }) => softDelete)],
    ['owners by a chain', all.filter(({ owner }) => owner?.kind === 'via')],
    [
      'two relationships between the same two tables',
      all.filter(
        ({ foreignKeys }) =>
          new Set(foreignKeys.map(({ referencedTable }) => referencedTable)).size < foreignKeys.length,
      ),
    ],
  ])('includes %s', (_, tables) => {
    expect(tables.length).toBeGreaterThan(1);
  });

  it("makes one relationship of the designers' two", () => {
    const crm = resolved('crm-designer.json');
    const keysOf = (table: string) =>
      crm.tables
        .find(({ name }) => name === table)
        ?.foreignKeys.map(({ columns, referencedTable }) => `${columns.join()} → ${referencedTable}`);
    expect(keysOf('User')).toEqual(['organisation_id → Organisation', 'manager_id → User']);
    expect(keysOf('Job')).toEqual(['site_id → Site', 'technician_id → User', 'dispatcher_id → User']);
    expect(crm.tables.filter(({ origin }) => origin === 'link').map(({ name }) => name)).toEqual([
      'User_Skill',
      'Job_Asset',
    ]);
  });

  it('gives both ends of a key of Numbers one type', () => {
    const school = resolved('school-older.json');
    const typeOf = (table: string, column: string) =>
      school.tables.find(({ name }) => name === table)?.columns.find(({ name }) => name === column)?.type;
    expect([typeOf('Room', 'number'), typeOf('Course', 'room_number'), typeOf('Room', 'seats')]).toEqual([
      'integer',
      'integer',
      'double',
    ]);
  });
});
