import type { SqlType } from '../../field-types/index.ts';
import { parameter, type TypeName } from './conversion.ts';

/** How many characters the texts have at least and at most that PostgreSQL writes a type's values as. */
export interface WrittenLengths {
  readonly shortest: number;
  /** Infinity where there is no limit, or none that matters. */
  readonly longest: number;
}

const between = (shortest: number, longest = Infinity): WrittenLengths => ({ shortest, longest });

/** In a session whose time zone is UTC; years have up to six digits or end in BC, and times may be infinite. */
const lengths: Readonly<Partial<Record<TypeName, WrittenLengths>>> = {
  smallint: between(1, 6),
  integer: between(1, 11),
  bigint: between(1, 20),
  real: between(1, 15),
  'double precision': between(1, 24),
  boolean: between(4, 5),
  date: between(8, 13),
  time: between(8, 15),
  'time with time zone': between(11, 24),
  timestamp: between(8, 29),
  'timestamp with time zone': between(8, 32),
  interval: between(8),
  uuid: between(36, 36),
  json: between(1),
  jsonb: between(1),
  inet: between(4, 43),
  cidr: between(4, 43),
  macaddr: between(17, 17),
  int4range: between(3, 25),
  int8range: between(3, 43),
  numrange: between(3),
  daterange: between(3, 33),
  tsrange: between(3, 65),
  tstzrange: between(3, 71),
};

const countCharacters = (text: string): number => [...text].length;

/** A sign, a digit before the point at least, the point and all digits behind it; or NaN. */
const numericLengths = (type: SqlType): WrittenLengths => {
  const [precision, scale] = [parameter(type, 0), parameter(type, 1) ?? 0];
  if (precision === undefined) return between(1);
  const behind = scale === 0 ? 0 : 1 + scale;
  return between(Math.min(3, 1 + behind), Math.max(3, 1 + Math.max(precision - scale, 1) + behind));
};

/** @param labels those of the enum, if the type is one */
export const writtenLengths = (type: SqlType, labels: readonly string[]): WrittenLengths => {
  if (type.name === 'enum' && labels.length > 0) {
    const counts = labels.map(countCharacters);
    return between(Math.min(...counts), Math.max(...counts));
  }
  if (type.name === 'numeric') return numericLengths(type);
  return lengths[type.name] ?? between(0, parameter(type, 0) ?? Infinity);
};
