import { describeFieldType } from '@snapinfra/data-model';
import { sql, sqlDecimal, sqlNumber, words, type Code } from '../../emit/index.ts';
import type { SqlType } from '../../field-types/index.ts';
import { parameter, type Offenders } from './conversion.ts';

type Sql = Code<'sql'>;

/** Texts that are longer than the later type takes; undefined where it takes any. */
export const longTexts = (to: SqlType): Offenders | undefined => {
  const length = parameter(to, 0);
  if (length === undefined) return undefined;
  return {
    condition: (value) => sql`char_length(${value}) > ${sqlNumber(length)}`,
    are: words`are longer than ${length} characters`,
    // Blanks at the end are cut off.
    silent: true,
    unless: { longest: length },
  };
};

/** The least and the most that a whole number of this width can be, as digits. */
export const reachOf = (name: 'smallint' | 'integer' | 'bigint'): readonly [least: string, most: string] => {
  const [least = '0', most = '0'] = describeFieldType(name).range?.({})?.map(String) ?? [];
  return [least, most];
};

const oneMore = (digits: string): string => String(BigInt(digits) + 1n);

/** Between a number and the same with a minus. */
export const between = (most: string) => ({ least: words`-${most}`, most });

/** The largest number of `numeric(precision, scale)`. */
const nines = (precision: number, scale: number): string =>
  words`${'9'.repeat(precision - scale)}${scale === 0 ? '' : words`.${'9'.repeat(scale)}`}`;

/** Numbers that are not whole, or out of reach. Right for floating point, too, whose nearest bound may lie beyond it. */
export const notWhole = (to: 'smallint' | 'integer' | 'bigint', isWhole: boolean): Offenders => {
  const [least, most] = reachOf(to);
  const outside = (value: Sql): Sql => sql`${value} < ${sqlDecimal(least)} OR ${value} >= ${sqlDecimal(oneMore(most))}`;
  return {
    condition: isWhole ? outside : (value) => sql`${value} <> trunc(${value}) OR ${outside(value)}`,
    are: isWhole
      ? words`are not between ${least} and ${most}`
      : words`are no whole numbers between ${least} and ${most}`,
    silent: !isWhole,
    ...(isWhole && { unless: { least, most } }),
  };
};

/**
 * Numbers with more digits than `numeric(precision, scale)` has, before or after the point; undefined where it has any.
 *
 * @param digits that the numbers have behind the point at most
 */
export const manyDigits = (to: SqlType, digits?: number): Offenders | undefined => {
  const precision = parameter(to, 0);
  if (precision === undefined) return undefined;
  const scale = parameter(to, 1) ?? 0;
  const limit = sqlDecimal(
    scale <= precision ? words`1${'0'.repeat(precision - scale)}` : words`0.${'0'.repeat(scale - precision - 1)}1`,
  );
  return {
    condition: (value) => sql`abs(${value}) >= ${limit} OR round(${value}, ${sqlNumber(scale)}) <> ${value}`,
    are: words`have more digits than numeric(${precision}, ${scale}) keeps`,
    silent: true,
    ...(digits !== undefined && digits <= scale && scale < precision && { unless: between(nines(precision, scale)) }),
  };
};

/** How many binary digits floating point numbers have, and how small or large their powers of ten may be without losing any. */
const significands = {
  real: { bits: 24, powers: 37 },
  'double precision': { bits: 53, powers: 307 },
} as const;

const countBits = (number: bigint): number => number.toString(2).length;

/**
 * Whether a floating point type keeps every number of `numeric(precision, scale)` apart from the next one, and so writes it
 * as it was: its steps are no larger than one of the last digit, even next to the largest number.
 */
export const keepsDigits = (from: SqlType, to: keyof typeof significands): boolean => {
  const [precision, scale] = [parameter(from, 0), parameter(from, 1) ?? 0];
  const { bits, powers } = significands[to];
  if (precision === undefined || scale > powers || precision - scale > powers) return false;
  // Both in steps of the last digit; below a power of two, 2 ** bits numbers have the same distance or a smaller one.
  const [largest, one] = [10n ** BigInt(precision) - 1n, 10n ** BigInt(scale)];
  const shift = BigInt(bits - (scale === 0 ? 0 : countBits(one)));
  return shift < 0n ? largest << -shift < one : largest < one << shift;
};
