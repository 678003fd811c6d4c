import { describeFieldType, type Bound, type ResolvedColumn } from '@snapinfra/data-model';
import { boundDigits, compareBounds, isExact } from '../bounds.ts';
import { bigintLiteral, jsonLiteral, sql, sqlNumber, stringLiteral, ts } from '../emit/index.ts';
import type { GeneratorFieldType, Options, Sql } from './description.ts';
import { builderOptions, pg, plainBuilder } from './drizzle.ts';
import { fieldSchema, typeboxSchema } from './schemas.ts';
import { parameters, quoted } from './sql-types.ts';

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

const constant = (value: unknown): Sql => sqlNumber(Number(value));

interface Whole {
  readonly name: 'smallint' | 'integer';
  readonly sqlType: Sql;
  readonly narrowness: number;
}

/** Up to 32 bits: a JSON number. A column that numbers itself has a sequence beside its type. */
export const wholeNumber = ({ name, sqlType, narrowness }: Whole): GeneratorFieldType => ({
  sqlType: () => sqlType,
  inputText: String,
  sqlConstant: constant,
  builder: plainBuilder(name),
  tsConstant: jsonLiteral,
  schema: (column, shared) => typeboxSchema('Integer', { ...reach(column), ...shared }),
  example: bounded(1),
  narrowness,
});

/** 64 bits: in JSON the digits as a text. */
export const wideNumber = (narrowness: number): GeneratorFieldType => ({
  sqlType: () => sql`bigint`,
  inputText: String,
  sqlConstant: quoted,
  builder: (name) => ts`${pg('bigint')}(${name}, { mode: 'bigint' })`,
  tsConstant: (value) => bigintLiteral(BigInt(String(value))),
  schema: (column, shared) => fieldSchema('bigint', { ...exactBounds(column), ...shared }),
  example: bounded('1'),
  narrowness,
});

/** `numeric(precision, scale)`. */
export const exactNumber: GeneratorFieldType = {
  sqlType: ({ precision, scale }) => sql`numeric${parameters(precision, scale)}`,
  inputText: String,
  sqlConstant: quoted,
  builder: (name, { precision, scale }) => ts`${pg('numeric')}(${name}${builderOptions({ precision, scale })})`,
  tsConstant: (value) => stringLiteral(String(value)),
  schema: (column, shared) =>
    fieldSchema('numeric', { precision: column.precision, scale: column.scale, ...exactBounds(column), ...shared }),
  example: bounded('1'),
  narrowness: 0,
};

const asNumber = (bound: Bound | undefined): number | undefined => (bound === undefined ? undefined : Number(bound));

/** `double precision`: any JSON number. */
export const double: GeneratorFieldType = {
  sqlType: () => sql`double precision`,
  inputText: String,
  sqlConstant: constant,
  builder: plainBuilder('doublePrecision'),
  tsConstant: jsonLiteral,
  schema: ({ minimum, maximum }, shared) =>
    typeboxSchema('Number', { minimum: asNumber(minimum), maximum: asNumber(maximum), ...shared }),
  example: bounded(1.5),
  narrowness: 0,
};

/** `real`: those numbers of JSON that 32 bits can come near. */
export const real: GeneratorFieldType = {
  sqlType: () => sql`real`,
  inputText: String,
  sqlConstant: constant,
  builder: plainBuilder('real'),
  tsConstant: jsonLiteral,
  schema: (column, shared) => typeboxSchema('Number', { ...reach(column), ...shared }),
  example: bounded(1.5),
  narrowness: 0,
};
