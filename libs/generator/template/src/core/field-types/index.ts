import type { ColumnTypeDescription } from './description.ts';
import { exactNumber, floatingNumber, longWhole, shortWhole } from './numbers.ts';
import { containment, presence } from './operators.ts';
import { bytes, document, truth, uncheckedText } from './others.ts';
import { range } from './ranges.ts';
import { formattedText, label, lowerCase, paddedText, text } from './texts.ts';
import { clock } from './times.ts';

export type { ColumnRules, ColumnTypeDescription, Schema } from './description.ts';
export type { Operator } from './operators.ts';

const seconds = String.raw`(:\d{2}(\.\d+)?)?`;

/** The column types that the API supports, by Drizzle's names. */
export const columnTypes = {
  smallint: shortWhole('smallint'),
  smallserial: shortWhole('smallint'),
  integer: shortWhole('integer'),
  serial: shortWhole('integer'),
  bigint: longWhole,
  bigserial: longWhole,
  numeric: exactNumber,
  real: floatingNumber('real', Math.fround),
  'double precision': floatingNumber('double precision', (value) => value),
  boolean: truth,
  text: text('text'),
  varchar: text('varchar'),
  char: paddedText,
  enum: label,
  bytea: bytes,
  xml: uncheckedText('xml'),
  json: document({ cast: 'json', operators: presence }),
  jsonb: document({ cast: 'jsonb', operators: containment }),
  date: formattedText({ cast: 'date', format: 'date', documented: {}, subjectForm: undefined, makesUpKeys: false }),
  time: clock({
    cast: 'time',
    format: 'time',
    documented: { format: 'time-local', pattern: String.raw`^\d{2}:\d{2}${seconds}$` },
    hasOffset: false,
  }),
  'time with time zone': clock({
    cast: 'timetz',
    format: 'time-with-offset',
    documented: {
      format: 'time-with-offset',
      pattern: String.raw`^\d{2}:\d{2}${seconds}([Zz]|[+-]\d{2}(:?\d{2})?)$`,
    },
    hasOffset: true,
  }),
  timestamp: clock({
    cast: 'timestamp',
    format: 'date-time-local',
    documented: {
      format: 'date-time-local',
      pattern: String.raw`^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}${seconds}$`,
    },
    hasOffset: false,
  }),
  'timestamp with time zone': clock({
    cast: 'timestamptz',
    format: 'date-time',
    documented: {},
    hasOffset: true,
  }),
  interval: clock({
    cast: 'interval',
    format: 'duration',
    documented: {
      format: 'iso8601-duration',
      pattern: String.raw`^P(-?\d+Y)?(-?\d+M)?(-?\d+W)?(-?\d+D)?(T(-?\d+H)?(-?\d+M)?(-?\d+(\.\d+)?S)?)?$`,
    },
    hasOffset: false,
  }),
  uuid: formattedText({
    cast: 'uuid',
    format: 'uuid',
    documented: {},
    subjectForm: lowerCase,
    makesUpKeys: true,
  }),
  inet: formattedText({
    cast: 'inet',
    format: 'inet',
    documented: { format: 'inet', pattern: String.raw`^[\da-fA-F.:]+(/\d{1,3})?$` },
    subjectForm: undefined,
    makesUpKeys: false,
  }),
  cidr: formattedText({
    cast: 'cidr',
    format: 'cidr',
    documented: { format: 'cidr', pattern: String.raw`^[\da-fA-F.:]+(/\d{1,3})?$` },
    subjectForm: undefined,
    makesUpKeys: false,
  }),
  macaddr: formattedText({
    cast: 'macaddr',
    format: 'macaddr',
    documented: { format: 'macaddr', pattern: '^[\\da-fA-F]{2}([:-][\\da-fA-F]{2}){5}$' },
    subjectForm: undefined,
    makesUpKeys: false,
  }),
  int4range: range('int4range'),
  int8range: range('int8range'),
  numrange: range('numrange'),
  daterange: range('daterange'),
  tsrange: range('tsrange'),
  tstzrange: range('tstzrange'),
} as const satisfies Readonly<Record<string, ColumnTypeDescription>>;

const byName: ReadonlyMap<string, ColumnTypeDescription> = new Map(Object.entries(columnTypes));

/** The description of a column type by Drizzle's name for it; undefined if the API does not support it. */
export const describeColumnType = (name: string): ColumnTypeDescription | undefined => byName.get(name);

/** All descriptions, one for each name. */
export const allColumnTypes: readonly ColumnTypeDescription[] = [...byName.values()];
