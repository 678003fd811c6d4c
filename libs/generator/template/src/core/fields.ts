import { Type, type TSchema } from 'typebox';
import type { FormatName } from './formats.ts';

/** Schemas of column types without a counterpart in JSON. All others are plain TypeBox schemas in src/tables. */
type Described = { readonly description?: string };

/** Bounds as digit strings: a JSON number is only reliable to fifteen digits. */
type Range = { readonly minimum?: string; readonly maximum?: string };

const text =
  (format: FormatName) =>
  (options: Described = {}): Type.TString =>
    Type.String({ format, ...options });

type Clock = { readonly precision?: number };

/** `precision`: the fractional second digits that the column keeps; any further digits must be zero. */
const clock =
  (format: FormatName) =>
  ({ precision, ...options }: Clock & Described = {}): Type.TString => {
    if (precision === undefined) return Type.String({ format, ...options });
    const kept = precision === 0 ? '' : `\\d{1,${precision}}`;
    return Type.String({ format, pattern: `^[^.]*(\\.${kept}0*([^.\\d][^.]*)?)?$`, ...options });
  };

export const uuid = text('uuid');
export const date = text('date');
export const time = clock('time');
export const timeWithOffset = clock('time-with-offset');
/** Date and time without an offset: local time. */
export const localDateTime = clock('date-time-local');
/** A point in time: RFC 3339 with an offset. Read back in UTC. */
export const moment = clock('date-time');
export const duration = clock('duration');
/** Binary data in base64. */
export const bytes = text('byte');

/** A 64-bit integer as a string: JSON numbers are not exact beyond 2^53. */
export const bigint = (options: Range & Described = {}): Type.TString =>
  Type.String({ format: 'int64', pattern: '^-?\\d{1,19}$', ...options });

const numericPattern = (precision: number | undefined, scale = 0): string => {
  if (precision === undefined) return '^-?\\d+(\\.\\d+)?$';
  const whole = precision > scale ? `\\d{1,${precision - scale}}` : '0';
  return `^-?${whole}${scale === 0 ? '' : `(\\.\\d{1,${scale}})?`}$`;
};

/** An exact decimal number as a string. Digits that the column would round away are rejected. */
export const numeric = (options: Range & Described & { precision?: number; scale?: number } = {}): Type.TString => {
  const { precision, scale, ...rest } = options;
  return Type.String({ format: 'decimal', pattern: numericPattern(precision, scale), ...rest });
};

/** Any JSON value except null, which means that there is no value. */
export const json = (options: Described = {}): Type.TUnknown => Type.Unknown(options);

/** A list whose elements may be null, as PostgreSQL's arrays allow. */
export const list = <Item extends TSchema>(item: Item, options: Described = {}) =>
  Type.Array(Type.Union([item, Type.Null()]), options);
