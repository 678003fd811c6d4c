import { jsonLiteral, ts } from '../emit/index.ts';
import type { GeneratorFieldType, TestedType, Ts } from './description.ts';
import { builderOptions, pg } from './drizzle.ts';
import { fieldSchema, namedSchema, type FieldSchemaName } from './schemas.ts';
import { sqlType } from './sql-types.ts';

/** A day. */
export const date: GeneratorFieldType = {
  sqlType: () => sqlType('date'),
  inputText: String,
  sqlConstant: String,
  builder: (name) => ts`${pg('date')}(${name}, { mode: 'string' })`,
  tsConstant: jsonLiteral,
  schema: namedSchema('date'),
  example: () => '2026-01-31',
  narrowness: 0,
  tests: { form: 'day', rare: ['0001-01-01', '2024-02-29', '9999-12-31'] },
};

/** A time of the day between two texts. */
export const clockTests = (before: string, after: string, rare: readonly string[]): TestedType => ({
  form: 'clock',
  before,
  after,
  rare,
});

export const durationTests: TestedType = {
  form: 'duration',
  rare: ['PT0S', 'P-1Y-2M3DT-4H5M-6S', 'PT-0.5S', 'PT0.000001S', 'P2W', 'P100Y', 'PT2562047H', '-P1D'],
};

interface Clock {
  readonly name: 'time' | 'time with time zone' | 'timestamp' | 'timestamp with time zone' | 'interval';
  readonly builder: 'time' | 'timestamp' | 'interval';
  readonly withTimezone: true | undefined;
  /** Drizzle gives a Date where it is not told to give a text. */
  readonly mode: 'string' | undefined;
  readonly schema: FieldSchemaName;
  readonly example: string;
  readonly tests: TestedType;
}

/** A time, a moment or an interval, with a limit on the digits of a second. */
export const clock = ({ name, builder, withTimezone, mode, schema, example, tests }: Clock): GeneratorFieldType => ({
  sqlType: ({ precision }) => sqlType(name, precision),
  inputText: String,
  sqlConstant: String,
  builder: (column, { precision }): Ts =>
    ts`${pg(builder)}(${column}${builderOptions({ precision, withTimezone, mode })})`,
  tsConstant: jsonLiteral,
  schema: ({ precision }, shared) => fieldSchema(schema, { precision, ...shared }),
  example: () => example,
  narrowness: 0,
  tests,
});
