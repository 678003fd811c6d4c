import * as fc from 'fast-check';
import type { FieldType } from '../src/data-model.schema.ts';
import { defined, type FieldShape, maybe } from './field-shape.ts';
import { formattedText, freeText, oddText, patternText } from './text-types.ts';

const integerLimits = { smallint: 32_767, integer: 2_147_483_647, bigint: Number.MAX_SAFE_INTEGER } as const;

const integers = fc
  .record({
    type: fc.constantFrom('smallint', 'integer', 'bigint'),
    bounded: fc.boolean(),
    low: fc.integer({ min: -1000, max: 0 }),
    span: fc.integer({ min: 10_000, max: 30_000 }),
    withDefault: fc.boolean(),
    offset: fc.nat(9999),
  })
  .map(({ type, bounded, low, span, withDefault, offset }) => {
    const value = bounded ? low + offset : Math.min(integerLimits[type], offset * 214_748);
    const literal = type === 'bigint' && !bounded ? '9223372036854775807' : value;
    return defined({
      type,
      minimum: bounded ? low : undefined,
      maximum: bounded ? low + span : undefined,
      default: withDefault ? literal : undefined,
    });
  });

const numerics = fc
  .record({
    type: fc.constantFrom<FieldType>('numeric', 'decimal'),
    digits: fc.constantFrom([12, 2], [30, 10], [5, 0], [38, 37], [1000, 3], undefined),
    minimum: maybe(fc.constantFrom(0, -5.5)),
    default: maybe(fc.constantFrom<unknown>('0', 1, '2')),
  })
  .map(({ type, digits, minimum, default: value }) =>
    defined({
      type,
      precision: digits?.[0],
      scale: digits?.[1] === 0 ? undefined : digits?.[1],
      minimum: digits?.[0] === 38 ? undefined : minimum,
      default: value,
    }),
  );

const floats = fc
  .record({
    type: fc.constantFrom<FieldType>('float', 'real', 'double'),
    minimum: maybe(fc.constantFrom(0, -1.5)),
    maximum: maybe(fc.constantFrom(1e6, 0.1)),
    default: maybe(fc.constantFrom(0, 0.1, 0.0625)),
  })
  .map(defined);

const enums = fc
  .record({
    values: fc.uniqueArray(
      fc.oneof(oddText, fc.constantFrom('Draft', 'In review', 'done', 'e'.repeat(80), 'a,b', '{}', 'null', 'true')),
      { minLength: 1, maxLength: 5 },
    ),
    withDefault: fc.boolean(),
    array: fc.boolean(),
  })
  .map(({ values, withDefault, array }) =>
    defined({
      type: 'enum',
      enumValues: values,
      array: array ? true : undefined,
      default: withDefault ? (array ? values.slice(0, 1) : values[0]) : undefined,
    }),
  );

const json = fc
  .record({
    type: fc.constantFrom<FieldType>('json', 'jsonb'),
    default: maybe(fc.constantFrom<unknown>({}, [], { a: ["it's", null, 1.5] }, 'text', 0, true)),
  })
  .map(defined);

const times = fc.constantFrom<FieldShape>(
  { type: 'date' },
  { type: 'date', default: 'current_date' },
  { type: 'date', default: 'now()' },
  { type: 'date', default: '2024-02-29' },
  { type: 'time' },
  { type: 'time', default: '23:59:59.999' },
  { type: 'timetz' },
  { type: 'timetz', default: '08:30:00+02:00' },
  { type: 'timestamp' },
  { type: 'timestamp', precision: 3, default: 'now()' },
  { type: 'timestamptz' },
  { type: 'timestamptz', precision: 0 },
  { type: 'timestamptz', default: 'current_timestamp' },
  { type: 'timestamptz', default: '2026-01-31T13:45:00Z' },
  { type: 'interval' },
  { type: 'interval', default: 'P1DT2H30M' },
);

const others = fc.constantFrom<FieldShape>(
  { type: 'boolean' },
  { type: 'boolean', default: false },
  { type: 'uuid' },
  { type: 'uuid', default: 'gen_random_uuid()' },
  { type: 'uuid', default: '01890000-0000-7000-8000-000000000001' },
  { type: 'bytea' },
  { type: 'bytea', default: 'AAEC' },
  { type: 'inet' },
  { type: 'inet', default: '10.0.0.1/8' },
  { type: 'cidr' },
  { type: 'cidr', default: '2001:db8::/32' },
  { type: 'macaddr' },
  { type: 'macaddr', default: '08:00:2b:01:02:03' },
  { type: 'serial' },
  { type: 'bigserial' },
);

const arrays = fc.constantFrom<FieldShape>(
  ...(
    [
      'text',
      'integer',
      'bigint',
      'boolean',
      'date',
      'timestamptz',
      'uuid',
      'double',
      'jsonb',
      'bytea',
      'inet',
      'interval',
      'email',
    ] as const
  ).map((type): FieldShape => ({ type, array: true })),
  { type: 'text', array: true, default: [] },
  { type: 'varchar', length: 20, array: true, default: ["it's", '{a,"b"}', ''] },
  { type: 'numeric', precision: 30, scale: 10, array: true, default: ['0.1', '12345678901234567890.0123456789'] },
  { type: 'bigint', array: true, default: ['9223372036854775807', 0] },
  { type: 'smallint', array: true, default: [1, -1] },
);

/** The shape of a field of any type, with members that suit it. */
export const arbitraryFieldShape: fc.Arbitrary<FieldShape> = fc.oneof(
  { weight: 3, arbitrary: freeText },
  { weight: 1, arbitrary: patternText },
  { weight: 2, arbitrary: formattedText },
  { weight: 2, arbitrary: integers },
  { weight: 2, arbitrary: numerics },
  { weight: 1, arbitrary: floats },
  { weight: 2, arbitrary: enums },
  { weight: 1, arbitrary: json },
  { weight: 3, arbitrary: times },
  { weight: 3, arbitrary: others },
  { weight: 2, arbitrary: arrays },
);
