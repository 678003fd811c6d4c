import type { FieldType, ResolvedColumn } from '@snapinfra/data-model';
import { sql } from '../emit/index.ts';
import type { GeneratorFieldType } from './description.ts';
import { double, exactNumber, real, wholeNumber, wideNumber } from './numbers.ts';
import { bytes, formattedText, json, labels, truth } from './others.ts';
import { paddedText, password, text, varchar } from './texts.ts';
import { clock, date } from './times.ts';

export { pg } from './drizzle.ts';
export { listSchema } from './schemas.ts';

const fieldTypes: Readonly<Record<FieldType, GeneratorFieldType>> = {
  string: text({ format: 'none', narrowness: 4 }),
  text: text({ format: 'none', narrowness: 5 }),
  varchar,
  char: paddedText,
  integer: wholeNumber({ name: 'integer', sqlType: sql`integer`, narrowness: 2 }),
  bigint: wideNumber(4),
  smallint: wholeNumber({ name: 'smallint', sqlType: sql`smallint`, narrowness: 0 }),
  serial: wholeNumber({ name: 'integer', sqlType: sql`integer`, narrowness: 1 }),
  bigserial: wideNumber(3),
  decimal: exactNumber,
  numeric: exactNumber,
  float: double,
  real,
  double,
  boolean: truth,
  date,
  time: clock({
    name: 'time',
    sqlType: sql`time`,
    withTimezone: undefined,
    mode: undefined,
    schema: 'time',
    example: '08:30:00',
  }),
  timetz: clock({
    name: 'time',
    sqlType: sql`time`,
    withTimezone: true,
    mode: undefined,
    schema: 'timeWithOffset',
    example: '08:30:00+00:00',
  }),
  timestamp: clock({
    name: 'timestamp',
    sqlType: sql`timestamp`,
    withTimezone: undefined,
    mode: 'string',
    schema: 'localDateTime',
    example: '2026-01-31T08:30:00',
  }),
  timestamptz: clock({
    name: 'timestamp',
    sqlType: sql`timestamp`,
    withTimezone: true,
    mode: 'string',
    schema: 'moment',
    example: '2026-01-31T08:30:00Z',
  }),
  interval: clock({
    name: 'interval',
    sqlType: sql`interval`,
    withTimezone: undefined,
    mode: undefined,
    schema: 'duration',
    example: 'PT1H30M',
  }),
  uuid: formattedText({ name: 'uuid', sqlType: sql`uuid`, example: '00000000-0000-4000-8000-000000000001' }),
  json: json('json', sql`json`),
  jsonb: json('jsonb', sql`jsonb`),
  bytea: bytes,
  enum: labels,
  email: text({ format: 'email', narrowness: 1 }),
  url: text({ format: 'url', narrowness: 2 }),
  inet: formattedText({ name: 'inet', sqlType: sql`inet`, example: '192.0.2.1' }),
  cidr: formattedText({ name: 'cidr', sqlType: sql`cidr`, example: '192.0.2.0/24' }),
  macaddr: formattedText({ name: 'macaddr', sqlType: sql`macaddr`, example: '08:00:2b:01:02:03' }),
};

/** Whether a column holds a hash of what is sent: its rules are those of the plain text, not of the column. */
export const isPassword = (column: ResolvedColumn): boolean => column.format === 'password';

/** What the generator makes of a column, or of the elements of an array. */
export const fieldTypeOf = (column: ResolvedColumn): GeneratorFieldType =>
  isPassword(column) ? password : fieldTypes[column.type];
