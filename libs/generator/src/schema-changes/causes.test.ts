import type { DataModel } from '@snapinfra/data-model';
import { describe, expect, it } from 'vitest';
import { schemaOf } from '../../test-support/fixed-models.ts';
import { planSchemaChange, type SchemaState } from './index.ts';

type Field = DataModel['tables'][number]['fields'][number];

const stateOf = (...fields: readonly Omit<Field, 'name'>[]) => {
  const id: Field = { name: 'id', type: 'bigint', primary: true };
  const named = fields.map((field, position): Field => ({ name: `field ${position}`, ...field }));
  const dataModel: DataModel = { name: 'Causes', tables: [{ name: 'thing', fields: [id, ...named] }] };
  return schemaOf(dataModel);
};

const marksBetween = (from: Omit<Field, 'name'>, to: Omit<Field, 'name'>): readonly string[] =>
  planSchemaChange({ from: stateOf(from), to: stateOf(to) }).steps.flatMap(({ marks }) =>
    marks.flatMap((mark) => (mark.kind === 'locking' ? [] : [mark.reason])),
  );

describe('a change that no value can be in the way of', () => {
  const labels = ['draft', 'done', 'sent'];
  const harmless: readonly (readonly [string, Omit<Field, 'name'>, Omit<Field, 'name'>])[] = [
    ['a number as a text that is long enough', { type: 'integer' }, { type: 'varchar', length: 11 }],
    ['digits as a text', { type: 'numeric', precision: 5, scale: 2 }, { type: 'varchar', length: 7 }],
    ['a label as a text', { type: 'enum', enumValues: labels }, { type: 'varchar', length: 5 }],
    ['a UUID as a text of its length', { type: 'uuid' }, { type: 'text', minLength: 36, maxLength: 36 }],
    [
      'labels in another order',
      { type: 'enum', enumValues: labels },
      { type: 'enum', enumValues: labels.toReversed() },
    ],
    ['a bounded number as a smaller one', { type: 'bigint', minimum: 0, maximum: 32767 }, { type: 'smallint' }],
    [
      'a bounded number as digits',
      { type: 'integer', minimum: -9, maximum: 9 },
      { type: 'numeric', precision: 1, scale: 0 },
    ],
    [
      'bounded digits as fewer',
      { type: 'numeric', precision: 9, scale: 2, minimum: 0, maximum: 99 },
      { type: 'numeric', precision: 4, scale: 2 },
    ],
    ['digits that a float keeps apart', { type: 'numeric', precision: 12, scale: 2 }, { type: 'double' }],
    ['fewer digits that a smaller float keeps apart', { type: 'numeric', precision: 7, scale: 2 }, { type: 'real' }],
    ['a short text as one with a length', { type: 'text', maxLength: 5 }, { type: 'varchar', length: 5 }],
    ['a float that is bounded, and so is finite', { type: 'double', minimum: -1.5, maximum: 9 }, { type: 'numeric' }],
    ['a least length of nothing', { type: 'text' }, { type: 'text', minLength: 0 }],
  ];
  it.each(harmless)('has no mark: %s', (_, from, to) => expect(marksBetween(from, to)).toEqual([]));

  it.each<readonly [string, Omit<Field, 'name'>, Omit<Field, 'name'>]>([
    ['a number as a shorter text', { type: 'integer' }, { type: 'varchar', length: 10 }],
    ['digits as a shorter text', { type: 'numeric', precision: 5, scale: 2 }, { type: 'varchar', length: 6 }],
    ['a label as a shorter text', { type: 'enum', enumValues: labels }, { type: 'varchar', length: 4 }],
    ['a longer least length', { type: 'uuid' }, { type: 'text', minLength: 37 }],
    ['digits that a float skips some of', { type: 'numeric', precision: 16, scale: 2 }, { type: 'double' }],
    ['a number that is bounded on one side', { type: 'bigint', minimum: 0 }, { type: 'smallint' }],
    ['a float that is bounded on one side', { type: 'real', maximum: 9 }, { type: 'numeric' }],
    ['a bound that is too large', { type: 'bigint', minimum: 0, maximum: 32768 }, { type: 'smallint' }],
    ['a text that is longer', { type: 'text', maxLength: 6 }, { type: 'varchar', length: 5 }],
    [
      'labels none of which stays, in a new key',
      { type: 'enum', enumValues: ['draft'] },
      { type: 'enum', enumValues: ['sent'], unique: true },
    ],
    [
      'labels that are longer than the texts, in a new key',
      { type: 'text', maxLength: 3 },
      { type: 'enum', enumValues: labels, unique: true },
    ],
    ['a label less', { type: 'enum', enumValues: labels }, { type: 'enum', enumValues: labels.slice(1) }],
    ['a least length', { type: 'text' }, { type: 'text', minLength: 1 }],
  ])('has one as soon as a value can be: %s', (_, from, to) => expect(marksBetween(from, to)).toHaveLength(1));
});

describe('a value that refers to a smaller one', () => {
  type Shape = Pick<Field, 'type' | 'length'>;
  const models = (shape: Shape, referenced: Shape) => {
    const id = (name: string, shape: Shape): Field => ({ name, ...shape, primary: true });
    const dataModel: DataModel = {
      name: 'Causes',
      tables: [
        { name: 'whole', fields: [id('id', referenced)] },
        { name: 'part', fields: [id('id', { type: 'uuid' }), { name: 'whole', ...shape }] },
      ],
      relationships: [
        { type: 'many-to-one', fromTable: 'part', fromFields: ['whole'], toTable: 'whole', toFields: ['id'] },
      ],
    };
    return schemaOf(dataModel);
  };

  const marksOf = (from: ReturnType<typeof models>, to: ReturnType<typeof models>) =>
    planSchemaChange({ from, to })
      .steps.flatMap((step) => step.marks)
      .filter(({ kind }) => kind === 'dataDependent');
  const [integer, bigint] = [{ type: 'integer' }, { type: 'bigint' }] as const;
  const text = (length: number): Shape => ({ type: 'varchar', length });

  it.each<readonly [string, Shape, number]>([
    ['integer', integer, 0],
    ['bigint', bigint, 2],
  ])('has its bounds: %s', (_, referenced, marks) => {
    expect(marksOf(models(bigint, referenced), models(integer, integer))).toHaveLength(marks);
  });

  it.each([
    [5, 0],
    [6, 1],
  ])('has its length: %i', (length, marks) => {
    expect(marksOf(models(text(9), text(length)), models(text(5), text(length)))).toHaveLength(marks);
  });

  /** Songs refer to discs, and those to albums, by two fields. */
  const chained = (ofAlbum: Shape, ofOthers: Shape, required: boolean) => {
    const code = (shape: Shape): Field => ({ name: 'code', ...shape, required: true });
    const number: Field = { name: 'number', type: 'integer' };
    const keyed = (name: string, shape: Shape) => ({
      name,
      fields: [code(shape), number],
      primaryKey: ['code', 'number'],
    });
    const id: Field = { name: 'id', type: 'uuid', primary: true };
    const fields = [id, code(ofOthers), { ...number, required }];
    const refers = (fromTable: string, toTable: string) => ({
      type: 'many-to-one' as const,
      fromTable,
      fromFields: ['code', 'number'],
      toTable,
      toFields: ['code', 'number'],
    });
    return schemaOf({
      name: 'Causes',
      tables: [keyed('album', ofAlbum), keyed('disc', ofOthers), { name: 'song', fields }],
      relationships: [refers('disc', 'album'), refers('song', 'disc')],
    });
  };

  it.each([
    ['where each of them is required', true, 0],
    ['unless another field of the key may be null', false, 1],
  ])('has its length by keys of two fields, %s', (_, required, marks) => {
    const [from, to] = [chained(text(5), text(9), required), chained(text(5), text(5), required)];
    expect(marksOf(from, to)).toHaveLength(marks);
  });
});

it('a foreign key has nothing in its way when nothing but the order of its fields changes', () => {
  const place = (...fields: string[]): SchemaState => {
    const whole = (name: string): Field => ({ name, type: 'integer' });
    const dataModel: DataModel = {
      name: 'Causes',
      tables: [
        { name: 'place', fields: ['x', 'y'].map(whole), primaryKey: fields },
        { name: 'song', fields: [{ ...whole('id'), primary: true }, whole('place x'), whole('place y')] },
      ],
      relationships: [
        {
          type: 'many-to-one',
          fromTable: 'song',
          fromFields: fields.map((name) => `place ${name}`),
          toTable: 'place',
          toFields: fields,
        },
      ],
    };
    return schemaOf(dataModel);
  };
  const { steps } = planSchemaChange({ from: place('x', 'y'), to: place('y', 'x') });
  expect(steps.flatMap(({ marks }) => marks.filter(({ kind }) => kind !== 'locking'))).toEqual([]);
});

it.each([
  ['the whole of its key', 'id', 0],
  ['another key', 'other', 1],
] as const)('a reference of what a row refers to is one of the row, too, where it is made by %s', (_, by, marks) => {
  const state = (referred: string): SchemaState => {
    const whole = (name: string): Field => ({ name, type: 'integer' });
    const id = { ...whole('id'), primary: true };
    const refers = (fromTable: string, fromField: string, toTable: string) => ({
      type: 'many-to-one' as const,
      fromTable,
      fromFields: [fromField],
      toTable,
      toFields: ['id'],
    });
    const dataModel: DataModel = {
      name: 'Causes',
      tables: [
        { name: 'party', fields: [id] },
        { name: 'person', fields: [id, whole('other')] },
        { name: 'manager', fields: [id] },
      ],
      relationships: [refers('person', by, 'party'), refers('manager', 'id', referred)],
    };
    return schemaOf(dataModel);
  };
  const { steps } = planSchemaChange({ from: state('person'), to: state('party') });
  expect(steps.flatMap((step) => step.marks.filter(({ kind }) => kind === 'dataDependent'))).toHaveLength(marks);
});
