import * as fc from 'fast-check';
import { fieldTypes, type FieldType } from '../src/data-model.schema.ts';
import type { JsonForm } from '../src/field-types/description.ts';
import { describeFieldType, isWholeNumber } from '../src/field-types/index.ts';
import { defined, type FieldShape, maybe } from './field-shape.ts';
import { formattedText, freeText, oddText, patternText } from './text-types.ts';

const typesWith = (json: JsonForm): FieldType[] => fieldTypes.filter((type) => describeFieldType(type).json === json);

const wholeNumbers = fieldTypes.filter((type) => isWholeNumber(type) && !describeFieldType(type).hasSequence);
const largestOf = (type: FieldType): number =>
  Math.min(Number(describeFieldType(type).range?.({})[1]), Number.MAX_SAFE_INTEGER);

const integers = fc
  .record({
    type: fc.constantFrom(...wholeNumbers),
    bounded: fc.boolean(),
    low: fc.integer({ min: -1000, max: 0 }),
    span: fc.integer({ min: 10_000, max: 30_000 }),
    withDefault: fc.boolean(),
    offset: fc.nat(9999),
  })
  .map(({ type, bounded, low, span, withDefault, offset }) => {
    const value = bounded ? low + offset : Math.min(largestOf(type), offset * 214_748);
    const literal = describeFieldType(type).json === 'int64' && !bounded ? '9223372036854775807' : value;
    return defined({
      type,
      minimum: bounded ? low : undefined,
      maximum: bounded ? low + span : undefined,
      default: withDefault ? literal : undefined,
    });
  });

const numerics = fc
  .record({
    type: fc.constantFrom(...typesWith('decimal')),
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
    type: fc.constantFrom(...typesWith('number')),
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
    type: fc.constantFrom(...typesWith('any')),
    default: maybe(fc.constantFrom<unknown>({}, [], { a: ["it's", null, 1.5] }, 'text', 0, true)),
  })
  .map(defined);

/** Types whose values need no members to be told: numbers, texts, enums and JSON are made with theirs above. */
const selfContained = fieldTypes.filter((type) => {
  const { members, json, hasSequence } = describeFieldType(type);
  return hasSequence || (json !== 'any' && members.every((member) => member === 'precision'));
});

/** The type without a default and with every one that it can have. */
const shapesOf = (type: FieldType): readonly FieldShape[] => {
  const { samples, defaultFunctions, cannotHaveDefault, members } = describeFieldType(type);
  const defaults = cannotHaveDefault === undefined ? [...samples, ...defaultFunctions] : [];
  return [
    { type },
    ...defaults.map((value): FieldShape => ({ type, default: value })),
    ...(members.includes('precision') ? [0, 3].map((precision): FieldShape => ({ type, precision })) : []),
  ];
};

const others = fc.constantFrom(...selfContained).chain((type) => fc.constantFrom(...shapesOf(type)));

/** `char` has the length of one character and enums have labels: their lists are made elsewhere, or not at all. */
const listed = fieldTypes.filter((type) => {
  const { hasSequence, samples, usualLength } = describeFieldType(type);
  return !hasSequence && samples.length > 0 && usualLength === undefined;
});

const arrays = fc.constantFrom<FieldShape>(
  ...listed.map((type): FieldShape => ({ type, array: true })),
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
  { weight: 6, arbitrary: others },
  { weight: 2, arbitrary: arrays },
);
