import { sql, sqlLiteral, sqlNumber, words } from '../../emit/index.ts';
import { parameter, type ConversionInput, type Offenders } from './conversion.ts';
import { reads } from './reads.ts';
import type { clocks } from './type-groups.ts';

/** PostgreSQL reads more, but drops the parts that the type has no place for: only ISO 8601 is accepted. */
const isoShapes: Readonly<Record<'date' | (typeof clocks)[number], (digits: number) => string | undefined>> = {
  date: () => String.raw`^\d{4}-\d\d-\d\d$`,
  time: (digits) => String.raw`^\d\d:\d\d(:\d\d${fraction(digits)})?$`,
  'time with time zone': (digits) => String.raw`^\d\d:\d\d(:\d\d${fraction(digits)})?${zone}$`,
  timestamp: (digits) => String.raw`^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d${fraction(digits)})?$`,
  'timestamp with time zone': (digits) => String.raw`^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d${fraction(digits)})?${zone}$`,
  interval: () => undefined,
};
const fraction = (digits: number): string => (digits === 0 ? '' : String.raw`(\.\d{1,${digits}})?`);
const zone = String.raw`(Z|[+-]\d\d(:?\d\d)?)`;

/** Texts that are no date, time or interval, or that have more digits of a second than the type keeps. */
export const unreadableClocks = ({ to }: ConversionInput): Offenders => {
  const digits = parameter(to, 0) ?? 6;
  const shape = isoShapes[to.name as keyof typeof isoShapes](digits);
  return {
    condition: (value) =>
      shape === undefined
        ? sql`CASE
            WHEN NOT ${reads(value, 'interval')} THEN true
            ELSE ${value}::interval <> ${value}::interval(${sqlNumber(digits)})
          END`
        : sql`${value} !~ ${sqlLiteral(shape)} OR NOT ${reads(value, to.name)}`,
    are: words`are no ${to.name} in the spelling of ISO 8601${digits < 6 ? words`, with at most ${digits} digits of a second` : ''}`,
    silent: true,
  };
};
