import type { TypeName } from './conversion.ts';

export const texts = ['text', 'varchar', 'char'] as const satisfies readonly TypeName[];
export const wholeNumbers = ['smallint', 'integer', 'bigint'] as const satisfies readonly TypeName[];
export const floats = ['real', 'double precision'] as const satisfies readonly TypeName[];
/** Those whose last digits are fractions of a second, as many as the parameter says. */
export const clocks = [
  'time',
  'time with time zone',
  'timestamp',
  'timestamp with time zone',
  'interval',
] as const satisfies readonly TypeName[];
const ranges = [
  'int4range',
  'int8range',
  'numrange',
  'daterange',
  'tsrange',
  'tstzrange',
] as const satisfies readonly TypeName[];
/** Types that read, and write, one text for each of their values. */
export const spelled = [
  'uuid',
  'json',
  'jsonb',
  'xml',
  'inet',
  'cidr',
  'macaddr',
  ...ranges,
] as const satisfies readonly TypeName[];

export const isOneOf = (names: readonly TypeName[], name: TypeName): boolean => names.includes(name);

export const isWholeName = (name: TypeName): name is (typeof wholeNumbers)[number] => isOneOf(wholeNumbers, name);
