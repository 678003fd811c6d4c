import { Type, type TSchema } from 'typebox';

/** Schemas of the column types that JSON has no type for. The others are plain TypeBox in src/tables. */
type Described = { readonly description?: string };

type Range = { readonly minimum?: number; readonly maximum?: number };

const text =
  (format: string) =>
  (options: Described = {}): Type.TString =>
    Type.String({ format, ...options });

export const uuid = text('uuid');
export const date = text('date');
export const time = text('time');
export const timeWithOffset = text('time-with-offset');
/** Date and time without an offset: whichever clock the writer meant. */
export const localDateTime = text('date-time-local');
/** A moment: RFC 3339 with an offset. Read back in UTC. */
export const moment = text('date-time');
export const duration = text('duration');
export const inet = text('inet');
export const cidr = text('cidr');
export const macaddr = text('macaddr');
/** Bytes, in base64. */
export const bytes = text('byte');

/** A whole number of 64 bits, as a string: JSON numbers end being exact at 2^53. */
export const bigint = (options: Range & Described = {}): Type.TString =>
  Type.String({ format: 'int64', pattern: '^-?\\d{1,19}$', ...options });

/** A decimal number, as a string: exact. Digits that the column would round away are refused. */
export const numeric = (options: Range & Described & { precision?: number; scale?: number } = {}): Type.TString => {
  const { precision, scale = 0, ...rest } = options;
  if (precision === undefined) return Type.String({ format: 'decimal', pattern: '^-?\\d+(\\.\\d+)?$', ...rest });
  const fraction = scale === 0 ? '' : `(\\.\\d{1,${scale}})?`;
  const pattern = `^-?\\d{1,${Math.max(precision - scale, 1)}}${fraction}$`;
  return Type.String({ format: 'decimal', pattern, ...rest });
};

/** Any JSON value but null, which stands for no value. */
export const json = (options: Described = {}): Type.TUnknown => Type.Unknown(options);

/** A list whose elements may be null, as PostgreSQL's arrays allow. */
export const list = <Item extends TSchema>(item: Item, options: Described = {}) =>
  Type.Array(Type.Union([item, Type.Null()]), options);
