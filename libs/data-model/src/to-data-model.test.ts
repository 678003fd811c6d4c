import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { arbitraryDataModel } from '../test-support/arbitrary-data-model.ts';
import { DataModel, type Field } from './data-model.schema.ts';
import { toDataModel } from './to-data-model.ts';

const sample = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../tools/samples/${name}`, import.meta.url), 'utf8'));

const withFields = (...fields: unknown[]) => ({ name: 'Test', tables: [{ name: 'thing', fields }] });
const readField = (field: Record<string, unknown>): Field | undefined =>
  toDataModel(withFields({ name: 'x', ...field })).model?.tables[0]?.fields[0];

describe('the canonical form', () => {
  it('is its own canonical form', () => {
    fc.assert(
      fc.property(arbitraryDataModel(), (model) => {
        const document: unknown = JSON.parse(JSON.stringify(model));
        const reading = toDataModel(document);
        expect(reading.issues).toEqual([]);
        expect(reading.model).toEqual(document);
        expect(Value.Check(DataModel, reading.model)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('may name types as the designer does, in any case, and one field without a list', () => {
    const { model, issues } = toDataModel(sample('everything.json'));
    expect(issues).toEqual([]);
    expect(Value.Check(DataModel, model)).toBe(true);
    expect(model?.tables[4]?.fields[1]).toEqual({ name: 'name', type: 'text', required: true });
    expect(model?.tables[5]?.fields[2]).toEqual({ name: 'expires', type: 'date', required: true });
    expect(model?.relationships?.[1]).toMatchObject({ fromFields: ['id'], toFields: ['placed_by'] });
  });

  it('tells json from the JSON of the designer, which is jsonb', () => {
    expect(readField({ type: 'json' })?.type).toBe('json');
    expect(readField({ type: 'JSON' })?.type).toBe('jsonb');
    expect(readField({ type: 'VARCHAR', length: 5 })).toEqual({ name: 'x', type: 'varchar', length: 5 });
  });

  it('takes null for absent', () => {
    expect(readField({ type: 'text', description: null, default: null, required: null })).toEqual({
      name: 'x',
      type: 'text',
    });
  });

  it('is not changed by being read', () => {
    const document = sample('blog-designer.json');
    const before = JSON.stringify(document);
    toDataModel(document);
    expect(JSON.stringify(document)).toBe(before);
  });
});

describe("the designer's dialect", () => {
  it.each([
    ['Text', { type: 'text' }],
    ['Textarea', { type: 'text' }],
    ['Number', { type: 'double' }],
    ['Decimal', { type: 'numeric' }],
    ['Email', { type: 'email' }],
    ['Password', { type: 'text', format: 'password' }],
    ['Date', { type: 'date' }],
    ['DateTime', { type: 'timestamptz' }],
    ['Boolean', { type: 'boolean' }],
    ['JSON', { type: 'jsonb' }],
    ['File', { type: 'text', format: 'file' }],
    ['UUID', { type: 'uuid' }],
  ])('%s', (type, expected) => {
    expect(readField({ type })).toEqual({ name: 'x', ...expected });
  });

  it('becomes the canonical form', () => {
    const { model } = toDataModel(sample('blog-designer.json'));
    expect(Value.Check(DataModel, model)).toBe(true);
    expect(model?.tables[0]?.fields).toMatchObject([
      { name: 'id', type: 'uuid', primary: true, required: true, unique: true },
      { name: 'Full Name', type: 'text', required: true, minLength: 2, maxLength: 80 },
      { name: 'email', type: 'email', unique: true },
      { name: 'password', type: 'text', format: 'password', minLength: 12 },
      { name: 'avatar', type: 'text', format: 'file' },
      { name: 'role', type: 'enum', enumValues: ['Admin', 'Writer', 'Guest author'], default: 'Writer' },
      { name: 'joined', type: 'date', default: 'now()' },
    ]);
    expect(model?.tables[1]?.indexes).toEqual([
      { name: 'one_slug', fields: ['author_id', 'slug'], unique: true },
      { fields: ['published'] },
    ]);
    expect(model?.relationships).toEqual([
      { type: 'many-to-one', fromTable: 'Post', fromFields: ['author_id'], toTable: 'Author', toFields: ['id'] },
      { type: 'many-to-many', fromTable: 'Post', fromFields: ['id'], toTable: 'Tag', toFields: ['id'] },
    ]);
  });

  it.each([
    [{ type: 'Boolean', defaultValue: 'TRUE' }, true],
    [{ type: 'Number', defaultValue: '1.5' }, 1.5],
    [{ type: 'integer', defaultValue: '5' }, 5],
    [{ type: 'bigint', defaultValue: '9223372036854775807' }, '9223372036854775807'],
    [{ type: 'Decimal', defaultValue: '0.10' }, '0.10'],
    [{ type: 'JSON', defaultValue: '{"a":1}' }, { a: 1 }],
    [{ type: 'JSON', defaultValue: 'plain' }, 'plain'],
    [{ type: 'Text', defaultValue: '5' }, '5'],
    [{ type: 'Text', defaultValue: '' }, undefined],
    [{ type: 'Text', default: '' }, ''],
    [{ type: 'Boolean', default: 'true' }, 'true'],
  ])('reads the default of %j', (field, expected) => {
    expect(readField(field)?.default).toEqual(expected);
  });

  it('makes the strictest of several rules hold', () => {
    const validation = [
      { type: 'min', value: 1 },
      { type: 'min', value: '3' },
      { type: 'max', value: 9 },
      { type: 'max', value: 10 },
    ];
    expect(readField({ type: 'Decimal', validation })).toMatchObject({ minimum: 3, maximum: 9 });
  });

  it('adds an index for hasIndex only where no key or index begins with the field', () => {
    const { model } = toDataModel(
      withFields(
        { name: 'id', type: 'UUID', isPrimary: true, hasIndex: true },
        { name: 'code', type: 'Text', isUnique: true, hasIndex: true },
        { name: 'kind', type: 'Text', hasIndex: true },
        { name: 'note', type: 'Text', hasIndex: false },
      ),
    );
    expect(model?.tables[0]?.indexes).toEqual([{ fields: ['kind'] }]);
  });

  it('finds tables and fields by their ids where nothing has that name', () => {
    const { model } = toDataModel({
      name: 'Test',
      tables: [
        { id: 't1', name: 'Author', fields: [{ id: 'f1', name: 'id', type: 'UUID', isPrimary: true }] },
        {
          id: 't2',
          name: 'Post',
          fields: [{ id: 'f2', name: 'author', type: 'UUID' }],
          relationships: [{ type: 'many-to-one', targetTable: 't1', sourceField: 'f2', targetField: 'f1' }],
        },
      ],
    });
    expect(model?.relationships).toEqual([
      { type: 'many-to-one', fromTable: 'Post', fromFields: ['author'], toTable: 'Author', toFields: ['id'] },
    ]);
  });
});

describe('the older form', () => {
  it('becomes the canonical form', () => {
    const { model, issues } = toDataModel({
      name: 'Old',
      tables: [
        {
          name: 'user',
          fields: [
            { name: 'id', type: 'integer', required: true },
            { name: 'mail', type: 'Email', unique: true, defaultValue: 'nobody@example.org' },
          ],
          indexes: [
            { name: 'user_pk', fields: ['id'], type: 'primary' },
            { name: 'by_mail', fields: ['mail'], type: 'unique' },
            { name: 'both', fields: ['mail', 'id'], type: 'index' },
          ],
        },
      ],
      relationships: [
        { id: 'r1', fromTable: 'user', toTable: 'user', type: 'one-to-one', fromField: 'id', toField: 'id' },
      ],
    });
    expect(issues).toEqual([]);
    expect(model?.tables[0]).toEqual({
      name: 'user',
      fields: [
        { name: 'id', type: 'integer', required: true },
        { name: 'mail', type: 'email', unique: true, default: 'nobody@example.org' },
      ],
      primaryKey: ['id'],
      indexes: [
        { name: 'by_mail', fields: ['mail'], unique: true },
        { name: 'both', fields: ['mail', 'id'], unique: false },
      ],
    });
    expect(model?.relationships).toEqual([
      { id: 'r1', type: 'one-to-one', fromTable: 'user', fromFields: ['id'], toTable: 'user', toFields: ['id'] },
    ]);
  });
});
