import { sql, sqlDecimal, words, type Code } from '../../emit/index.ts';
import { parameter, type ConversionInput, type ConversionRule, type Offenders, type TypeName } from './conversion.ts';
import { between, keepsDigits, manyDigits, notWhole } from './limits.ts';
import { floats, isWholeName, wholeNumbers } from './type-groups.ts';

type Sql = Code<'sql'>;
type Whole = (typeof wholeNumbers)[number];

const digitsOf = { real: '16777216', 'double precision': '9007199254740992' } as const;
/** By their digits, the largest and the smallest numbers that PostgreSQL reads; beyond them it raises an error. */
const reachable = {
  real: { most: words`34028235${'0'.repeat(31)}`, least: words`0.${'0'.repeat(44)}1` },
  'double precision': { most: words`17976931348623157${'0'.repeat(292)}`, least: words`0.${'0'.repeat(323)}5` },
} as const;
type Float = keyof typeof reachable;

const notFinite = (value: Sql): Sql => sql`${value} IN ('NaN', 'Infinity', '-Infinity')`;

/** Whether a number is lost on the way to a floating point type: it is read back from there by its shortest digits. */
const changedBy = (to: Float, value: Sql, back: Sql): Sql => {
  const { most, least } = reachable[to];
  return sql`CASE WHEN abs(${value}) > ${sqlDecimal(most)} OR (${value} <> 0 AND abs(${value}) < ${sqlDecimal(least)}) THEN true ELSE ${back} <> ${value} END`;
};

const inexact = (to: Float, back: (value: Sql) => Sql): Offenders => ({
  condition: (value) => sql`CASE WHEN ${notFinite(value)} THEN false ELSE ${changedBy(to, value, back(value))} END`,
  are: words`have more digits than ${to} keeps`,
  silent: true,
});

const wholeToFloat = ({ from, to }: ConversionInput): Offenders | undefined => {
  const most = digitsOf[to.name as Float];
  const fits = from.name === 'smallint' || (from.name === 'integer' && to.name === 'double precision');
  if (fits) return undefined;
  return {
    condition: (value) => sql`${value} < ${sqlDecimal(words`-${most}`)} OR ${value} > ${sqlDecimal(most)}`,
    are: words`are larger than ${most}, beyond which ${to.name} skips whole numbers`,
    silent: true,
    unless: between(most),
  };
};

const orders: Readonly<Record<Whole, number>> = { smallint: 0, integer: 1, bigint: 2 };
const widens = (from: TypeName, to: TypeName): boolean =>
  isWholeName(from) && isWholeName(to) && orders[from] <= orders[to];

const wholeTarget = ({ from, to }: ConversionInput, isWhole: boolean): Offenders | undefined =>
  !isWholeName(to.name) || widens(from.name, to.name) ? undefined : notWhole(to.name, isWhole);

const text = sql`text`;

/** How many digits numbers have behind the point at most; undefined where they have any number of them. */
const scaleOf = (type: ConversionInput['from']): number | undefined =>
  parameter(type, 0) === undefined ? undefined : (parameter(type, 1) ?? 0);

const isWider = ({ from, to }: ConversionInput): boolean => {
  const [precision, wanted] = [parameter(from, 0), parameter(to, 0)];
  if (wanted === undefined) return true;
  if (precision === undefined) return false;
  const [scale, wantedScale] = [parameter(from, 1) ?? 0, parameter(to, 1) ?? 0];
  return wantedScale >= scale && wanted - wantedScale >= precision - scale;
};

/** Whether every whole number of a width has its place before the point. */
const holdsWhole = ({ from, to }: ConversionInput): boolean => {
  const precision = parameter(to, 0);
  const digits = { smallint: 5, integer: 10, bigint: 19 }[from.name as Whole];
  return precision === undefined || precision - (parameter(to, 1) ?? 0) >= digits;
};

/** From the digits of a floating point number: `0.1` stays `0.1`. */
const floatToNumeric = ({ from, to }: ConversionInput): Offenders => {
  const digits = manyDigits(to);
  return {
    condition: (value) =>
      digits === undefined
        ? notFinite(value)
        : sql`CASE WHEN ${notFinite(value)} THEN true ELSE ${digits.condition(sql`${value}::text::numeric`)} END`,
    are: digits?.are ?? 'are no finite numbers',
    silent: true,
    ...(digits === undefined && { unless: between(reachable[from.name as Float].most) }),
  };
};

export const numberRules: readonly ConversionRule[] = [
  {
    from: wholeNumbers,
    to: wholeNumbers,
    convert: (input) => ({ offenders: wholeTarget(input, true) }),
  },
  {
    from: wholeNumbers,
    to: ['numeric'],
    convert: (input) => {
      const digits = holdsWhole(input) ? undefined : manyDigits(input.to, 0);
      return {
        offenders: digits && {
          ...digits,
          condition: (value) => digits.condition(sql`${value}::numeric`),
          silent: false,
        },
      };
    },
  },
  { from: wholeNumbers, to: floats, convert: (input) => ({ offenders: wholeToFloat(input) }) },
  { from: ['numeric'], to: wholeNumbers, convert: (input) => ({ offenders: wholeTarget(input, false) }) },
  {
    from: ['numeric'],
    to: ['numeric'],
    convert: (input) => ({ offenders: isWider(input) ? undefined : manyDigits(input.to, scaleOf(input.from)) }),
  },
  {
    from: ['numeric'],
    to: floats,
    convert: ({ from, to }) => ({
      offenders: keepsDigits(from, to.name as Float)
        ? undefined
        : inexact(
            to.name as Float,
            (value) => sql`${value}::${to.name === 'real' ? sql`real` : sql`double precision`}::text::numeric`,
          ),
    }),
  },
  { from: floats, to: wholeNumbers, convert: (input) => ({ offenders: wholeTarget(input, false) }) },
  {
    from: floats,
    to: ['numeric'],
    convert: (input) => ({ casts: [text, sql`numeric`], offenders: floatToNumeric(input) }),
  },
  // By the digits: the 0.1 of real is 0.10000000149 as a double.
  { from: ['real'], to: ['double precision'], convert: () => ({ casts: [text, sql`double precision`] }) },
  {
    from: ['double precision'],
    to: ['real'],
    convert: () => ({
      offenders: inexact('real', (value) => sql`${value}::real::text::double precision`),
    }),
  },
  { from: floats, to: floats, convert: () => ({}) },
  { from: ['boolean'], to: wholeNumbers, convert: () => ({ casts: [sql`integer`] }) },
  {
    from: wholeNumbers,
    to: ['boolean'],
    convert: () => ({
      casts: [sql`integer`, sql`boolean`],
      offenders: {
        condition: (value) => sql`${value} NOT IN (0, 1)`,
        are: words`are neither 0 nor 1`,
        silent: true,
        unless: { least: '0', most: '1' },
      },
    }),
  },
];
