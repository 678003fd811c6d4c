import { describeFieldType, type Bound, type FieldType, type ResolvedColumn } from '@snapinfra/data-model';
import { boundDigits, compareBounds, isExact } from '../bounds.ts';
import { bigintLiteral, jsonLiteral, stringLiteral, ts } from '../emit/index.ts';
import type { GeneratorFieldType, Options, TestedType } from './description.ts';
import { builderOptions, pg, plainBuilder } from './drizzle.ts';
import { fieldSchema, typeboxSchema } from './schemas.ts';
import { sqlType } from './sql-types.ts';

const bounded =
  (value: number | string): GeneratorFieldType['example'] =>
  (column) => {
    const { minimum, maximum } = column;
    if (minimum === undefined && maximum === undefined) return value;
    const least = [value, minimum].filter((bound) => bound !== undefined).toSorted(compareBounds);
    const [within = 0] = [least.at(-1), maximum].filter((bound) => bound !== undefined).toSorted(compareBounds);
    return isExact(column) ? boundDigits(within) : Number(within);
  };

/** The column's bounds as far as the type's own leave room for them: those of a key of its type, without a sequence's. */
const reach = ({ type, minimum, maximum }: ResolvedColumn): Options => {
  const [least, most] = describeFieldType(describeFieldType(type).keyType).range?.({})?.map(Number) ?? [];
  return {
    minimum: Math.max(Number(minimum ?? least), least ?? -Infinity),
    maximum: Math.min(Number(maximum ?? most), most ?? Infinity),
  };
};

/** Bounds digit by digit: as JSON numbers they would lose some. */
const exactBounds = ({ minimum, maximum }: ResolvedColumn): Options => ({
  minimum: minimum === undefined ? undefined : boundDigits(minimum),
  maximum: maximum === undefined ? undefined : boundDigits(maximum),
});

interface WholeTests {
  readonly type: FieldType;
  readonly first: string;
  readonly written: 'number' | 'text';
  readonly rare: TestedType['rare'];
}

const wholeTests = ({ type, first, written, rare }: WholeTests): TestedType => {
  const { range, hasSequence } = describeFieldType(type);
  return {
    form: 'integer',
    range: range?.({}) ?? ['0', '0'],
    first,
    written,
    numbered: hasSequence,
    rare: hasSequence ? [] : rare,
  };
};

interface Whole {
  readonly type: FieldType;
  readonly name: 'smallint' | 'integer';
  readonly narrowness: number;
}

/** Up to 32 bits: a JSON number. A column that numbers itself has a sequence beside its type. */
export const wholeNumber = ({ type, name, narrowness }: Whole): GeneratorFieldType => ({
  sqlType: () => sqlType(name),
  inputText: String,
  sqlConstant: Number,
  builder: plainBuilder(name),
  tsConstant: jsonLiteral,
  schema: (column, shared) => typeboxSchema('Integer', { ...reach(column), ...shared }),
  example: bounded(1),
  narrowness,
  tests: wholeTests({ type, first: name === 'smallint' ? '1000' : '1000000', written: 'number', rare: [] }),
});

/** 64 bits: in JSON the digits as a text. */
export const wideNumber = (type: FieldType, narrowness: number): GeneratorFieldType => ({
  sqlType: () => sqlType('bigint'),
  inputText: String,
  sqlConstant: String,
  builder: (name) => ts`${pg('bigint')}(${name}, { mode: 'bigint' })`,
  tsConstant: (value) => bigintLiteral(BigInt(String(value))),
  schema: (column, shared) => fieldSchema('bigint', { ...exactBounds(column), ...shared }),
  example: bounded('1'),
  narrowness,
  tests: wholeTests({
    type,
    first: '9007199254740993',
    written: 'text',
    rare: ['-9223372036854775808', '9223372036854775807', 0, -1],
  }),
});

/** `numeric(precision, scale)`. */
export const exactNumber: GeneratorFieldType = {
  sqlType: ({ precision, scale }) => sqlType('numeric', precision, scale),
  inputText: String,
  sqlConstant: String,
  builder: (name, { precision, scale }) => ts`${pg('numeric')}(${name}${builderOptions({ precision, scale })})`,
  tsConstant: (value) => stringLiteral(String(value)),
  schema: (column, shared) =>
    fieldSchema('numeric', { precision: column.precision, scale: column.scale, ...exactBounds(column), ...shared }),
  example: bounded('1'),
  narrowness: 0,
  tests: { form: 'decimal', rare: ['0', '-1', '0.1', '-0.5', 12.5] },
};

const asNumber = (bound: Bound | undefined): number | undefined => (bound === undefined ? undefined : Number(bound));

/** `double precision`: any JSON number. */
export const double: GeneratorFieldType = {
  sqlType: () => sqlType('double precision'),
  inputText: String,
  sqlConstant: Number,
  builder: plainBuilder('doublePrecision'),
  tsConstant: jsonLiteral,
  schema: ({ minimum, maximum }, shared) =>
    typeboxSchema('Number', { minimum: asNumber(minimum), maximum: asNumber(maximum), ...shared }),
  example: bounded(1.5),
  narrowness: 0,
  tests: { form: 'float', single: false, rare: [0, -1.5, 1.7e308, 5e-324] },
};

/** `real`: those numbers of JSON that 32 bits can come near. */
export const real: GeneratorFieldType = {
  sqlType: () => sqlType('real'),
  inputText: String,
  sqlConstant: Number,
  builder: plainBuilder('real'),
  tsConstant: jsonLiteral,
  schema: (column, shared) => typeboxSchema('Number', { ...reach(column), ...shared }),
  example: bounded(1.5),
  narrowness: 0,
  tests: { form: 'float', single: true, rare: [0, -1.5, 3.4e38, 1e-38] },
};
