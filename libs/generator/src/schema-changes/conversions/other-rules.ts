import { sql, sqlNumber, words, type Code } from '../../emit/index.ts';
import { emitSqlType } from '../../field-types/index.ts';
import { parameter, type ConversionInput, type ConversionRule, type Offenders } from './conversion.ts';
import { clocks } from './type-groups.ts';

type Sql = Code<'sql'>;

const shortened = ({ from, to }: ConversionInput): Offenders | undefined => {
  const digits = parameter(to, 0);
  if (digits === undefined || digits >= (parameter(from, 0) ?? 6)) return undefined;
  return {
    condition: (value) => sql`${value} <> ${value}::${emitSqlType(to)}`,
    are: words`have more than ${sqlNumber(digits).text} digits of a second`,
    silent: true,
  };
};

/** Values that are not the same when they come back. */
const changed = (there: Sql, back: Sql, are: string): Offenders => ({
  condition: (value) => sql`${value} <> ${value}::${there}::${back}`,
  are,
  silent: true,
});

/** A conversion after which the digits of a second may be too many. */
const thenShortened = (input: ConversionInput, first: Offenders | undefined): Offenders | undefined => {
  const second = shortened(input);
  if (first === undefined || second === undefined) return first ?? second;
  const there = emitSqlType(input.to);
  return {
    condition: (value) => sql`${first.condition(value)} OR ${value} <> ${value}::${there}::${emitSqlType(input.from)}`,
    are: words`${first.are}, or ${second.are}`,
    silent: true,
  };
};

const local = sql`timestamp`;
const moment = sql`timestamp with time zone`;

/** Times and dates; a time without a zone is one in UTC, which is the zone of every migration. */
const timeRules: readonly ConversionRule[] = [
  ...clocks.map((name): ConversionRule => ({
    from: [name],
    to: [name],
    convert: (input) => ({ offenders: shortened(input) }),
  })),
  {
    from: ['timestamp'],
    to: ['timestamp with time zone'],
    convert: (input) => ({
      offenders: shortened({ ...input, to: { ...input.to, name: 'timestamp' } as typeof input.to }),
    }),
  },
  {
    from: ['timestamp with time zone'],
    to: ['timestamp'],
    convert: (input) => ({
      offenders: shortened({ ...input, to: { ...input.to, name: 'timestamp with time zone' } as typeof input.to }),
    }),
  },
  { from: ['date'], to: ['timestamp', 'timestamp with time zone'], convert: () => ({}) },
  {
    from: ['timestamp'],
    to: ['date'],
    convert: () => ({ offenders: changed(sql`date`, local, 'have a time of the day') }),
  },
  {
    from: ['timestamp with time zone'],
    to: ['date'],
    convert: () => ({ offenders: changed(sql`date`, moment, 'have a time of the day, in UTC') }),
  },
  {
    from: ['time'],
    to: ['time with time zone'],
    convert: (input) => ({ offenders: shortened({ ...input, to: { ...input.to, name: 'time' } as typeof input.to }) }),
  },
  {
    from: ['time with time zone'],
    to: ['time'],
    convert: (input) => ({
      offenders: thenShortened(input, {
        condition: (value) => sql`extract(timezone from ${value}) <> 0`,
        are: 'have another zone than UTC',
        silent: true,
      }),
    }),
  },
  {
    from: ['time'],
    to: ['interval'],
    convert: (input) => ({ offenders: shortened({ ...input, to: { ...input.to, name: 'time' } as typeof input.to }) }),
  },
  {
    from: ['interval'],
    to: ['time'],
    convert: (input) => ({
      offenders: thenShortened(input, changed(sql`time`, sql`interval`, 'are no time of a day')),
      mergesSpellings: false,
    }),
  },
];

const addressRules: readonly ConversionRule[] = [
  { from: ['cidr'], to: ['inet'], convert: () => ({}) },
  {
    from: ['inet'],
    to: ['cidr'],
    convert: () => ({
      casts: [sql`cidr`],
      offenders: {
        condition: (value) => sql`${value} <> network(${value})::inet`,
        are: 'are addresses within a network',
        silent: true,
      },
    }),
  },
];

export const otherRules: readonly ConversionRule[] = [
  ...timeRules,
  ...addressRules,
  { from: ['int4range'], to: ['int8range'], convert: () => ({ casts: [sql`text`, sql`int8range`] }) },
];
