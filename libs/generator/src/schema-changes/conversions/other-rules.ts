import { sql, words, type Code } from '../../emit/index.ts';
import { emitSqlType } from '../../field-types/index.ts';
import { parameter, type ConversionInput, type ConversionRule, type Offenders } from './conversion.ts';
import { clocks } from './type-groups.ts';

type Sql = Code<'sql'>;

/** Digits of a second that the later type has no place for; they are counted on the earlier one, before it becomes the other. */
const shortened = ({ from, to }: ConversionInput): Offenders | undefined => {
  const digits = parameter(to, 0);
  if (from.name === 'enum' || digits === undefined || digits >= (parameter(from, 0) ?? 6)) return undefined;
  const there = emitSqlType({ name: from.name, parameters: [digits] });
  return {
    condition: (value) => sql`${value} <> ${value}::${there}`,
    are: words`have more than ${digits} digits of a second`,
    silent: true,
  };
};

const inUtc = { remark: 'times without a zone are those of UTC' };

const withFewerDigits: ConversionRule['convert'] = (input) => ({ offenders: shortened(input) });

/** Values that are not the same when they come back. */
const changed = (there: Sql, back: Sql, are: string): Offenders => ({
  condition: (value) => sql`${value} <> ${value}::${there}::${back}`,
  are,
  silent: true,
});

const either = (first: Offenders, second: Offenders | undefined): Offenders =>
  second === undefined
    ? first
    : {
        condition: (value) => sql`${first.condition(value)} OR ${second.condition(value)}`,
        are: words`${first.are}, or ${second.are}`,
        silent: true,
      };

const local = sql`timestamp`;
const moment = sql`timestamp with time zone`;

const otherZone: Offenders = {
  condition: (value) => sql`extract(timezone from ${value}) <> 0`,
  are: 'have another zone than UTC',
  silent: true,
};

/** Times and dates; a time without a zone is one in UTC, which is the zone of every migration. */
const timeRules: readonly ConversionRule[] = [
  ...clocks.map((name): ConversionRule => ({ from: [name], to: [name], convert: withFewerDigits })),
  {
    from: ['timestamp'],
    to: ['timestamp with time zone'],
    convert: (input) => ({ ...withFewerDigits(input), ...inUtc }),
  },
  {
    from: ['timestamp with time zone'],
    to: ['timestamp'],
    convert: (input) => ({ ...withFewerDigits(input), ...inUtc }),
  },
  { from: ['time'], to: ['time with time zone'], convert: (input) => ({ ...withFewerDigits(input), ...inUtc }) },
  { from: ['time'], to: ['interval'], convert: withFewerDigits },
  { from: ['date'], to: ['timestamp'], convert: () => ({}) },
  { from: ['date'], to: ['timestamp with time zone'], convert: () => inUtc },
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
    from: ['time with time zone'],
    to: ['time'],
    convert: (input) => ({ offenders: either(otherZone, shortened(input)) }),
  },
  {
    from: ['interval'],
    to: ['time'],
    convert: (input) => ({
      offenders: either(changed(sql`time`, sql`interval`, 'are no time of a day'), shortened(input)),
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
