import { describeFieldType, type FieldType, type ResolvedColumn } from '@snapinfra/data-model';
import type { TypeModel } from '../../template/test/support/model.ts';
import type { ColumnFieldType, GeneratorFieldType } from './description.ts';
import { plainBuilder } from './drizzle.ts';
import { double, exactNumber, real, wholeNumber, wideNumber } from './numbers.ts';
import { bytes, formattedText, json, labels, truth, uncheckedText } from './others.ts';
import { bounds, range } from './ranges.ts';
import { namedSchema } from './schemas.ts';
import { paddedText, password, text, varchar } from './texts.ts';
import { clock, clockTests, date, durationTests } from './times.ts';

export { pg } from './drizzle.ts';
export { listSchema } from './schemas.ts';
export { emitSqlType } from './sql-types.ts';
export type { SqlType } from './description.ts';

const fieldTypes: Readonly<Record<FieldType, GeneratorFieldType>> = {
  string: text({ format: 'none', narrowness: 4 }),
  text: text({ format: 'none', narrowness: 5 }),
  varchar,
  char: paddedText,
  integer: wholeNumber({ type: 'integer', name: 'integer', narrowness: 2 }),
  bigint: wideNumber('bigint', 4),
  smallint: wholeNumber({ type: 'smallint', name: 'smallint', narrowness: 0 }),
  serial: wholeNumber({ type: 'serial', name: 'integer', narrowness: 1 }),
  bigserial: wideNumber('bigserial', 3),
  decimal: exactNumber,
  numeric: exactNumber,
  float: double,
  real,
  double,
  boolean: truth,
  date,
  time: clock({
    name: 'time',
    builder: 'time',
    withTimezone: undefined,
    mode: undefined,
    schema: 'time',
    example: '08:30:00',
    tests: clockTests('', '', ['00:00:00', '23:59:59', '13:45:00.5', '13:45']),
  }),
  timetz: clock({
    name: 'time with time zone',
    builder: 'time',
    withTimezone: true,
    mode: undefined,
    schema: 'timeWithOffset',
    example: '08:30:00+00:00',
    tests: clockTests('', '+00', ['00:00:00Z', '23:59:59-12:00', '13:45:00+05:30', '13:45:00.123456+14']),
  }),
  timestamp: clock({
    name: 'timestamp',
    builder: 'timestamp',
    withTimezone: undefined,
    mode: 'string',
    schema: 'localDateTime',
    example: '2026-01-31T08:30:00',
    tests: clockTests('2024-02-29T', '', ['0001-01-01T00:00:00', '9999-12-31T23:59:59', '2024-02-29 13:45']),
  }),
  timestamptz: clock({
    name: 'timestamp with time zone',
    builder: 'timestamp',
    withTimezone: true,
    mode: 'string',
    schema: 'moment',
    example: '2026-01-31T08:30:00Z',
    tests: clockTests('2024-02-29T', '+00:00', [
      '0001-01-01T00:00:00Z',
      '9999-12-31T23:59:59Z',
      '2024-02-29T13:45:00.5-05:30',
    ]),
  }),
  interval: clock({
    name: 'interval',
    builder: 'interval',
    withTimezone: undefined,
    mode: undefined,
    schema: 'duration',
    example: 'PT1H30M',
    tests: durationTests,
  }),
  uuid: {
    ...formattedText({
      name: 'uuid',
      builder: plainBuilder('uuid'),
      example: '00000000-0000-4000-8000-000000000001',
      values: { text: '00000000-0000-4000-a000-00000000{high}{low}', digits: 'hexadecimal' },
      answers: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
      changed: [],
      rare: ['00000000-0000-0000-0000-000000000000', 'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF'],
    }),
    schema: namedSchema('uuid'),
  },
  json: json('json'),
  jsonb: json('jsonb'),
  xml: uncheckedText({
    name: 'xml',
    documented: { contentMediaType: 'application/xml' },
    example: '<p>text</p>',
    rare: ['<?xml version="1.0" encoding="UTF-8"?><a/>', '<!DOCTYPE a><a/>', '<a>', 'a & b'],
  }),
  bytea: bytes,
  enum: labels,
  email: text({ format: 'email', narrowness: 1 }),
  url: text({ format: 'url', narrowness: 2 }),
  inet: formattedText({
    name: 'inet',
    builder: plainBuilder('inet'),
    example: '192.0.2.1',
    values: { text: '10.1.{high}.{low}', digits: 'decimal' },
    answers: '^[0-9a-f.:]+(/[0-9]+)?$',
    changed: [],
    rare: ['10.1.2.3', '10.1.2.3/8', '::1', '2001:db8::1/64', '::ffff:1.2.3.4'],
  }),
  cidr: formattedText({
    name: 'cidr',
    builder: plainBuilder('cidr'),
    example: '192.0.2.0/24',
    values: { text: '10.{high}.{low}.0/24', digits: 'decimal' },
    answers: '^[0-9a-f.:]+/[0-9]+$',
    changed: [],
    rare: ['0.0.0.0/0', '10.0.0.0/8', '::/0', '2001:db8::/32'],
  }),
  macaddr: formattedText({
    name: 'macaddr',
    builder: plainBuilder('macaddr'),
    example: '08:00:2b:01:02:03',
    values: { text: '08:00:2b:01:{high}:{low}', digits: 'hexadecimal' },
    answers: '^([0-9a-f]{2}:){5}[0-9a-f]{2}$',
    changed: [],
    rare: ['08-00-2B-01-02-03', 'ff:ff:ff:ff:ff:ff'],
  }),
  int4range: range({
    name: 'int4range',
    example: '[1,10)',
    bound: bounds.whole,
    changed: [],
    rare: ['empty', '(,)', '[1,3]', '(1,2)', '[-2147483648,2147483646]', ' [1,2)', '[01,2)'],
  }),
  int8range: range({
    name: 'int8range',
    example: '[1,10)',
    bound: bounds.whole,
    changed: ['[1,9223372036854775807]'],
    rare: ['empty', '[1,3]', '(9007199254740993,)'],
  }),
  numrange: range({
    name: 'numrange',
    example: '[0.5,1.5)',
    bound: bounds.decimal,
    changed: [],
    rare: ['[1,1]', '[1,1)', '(,0.10]', '[1e3,)'],
  }),
  daterange: range({
    name: 'daterange',
    example: '[2026-01-01,2027-01-01)',
    bound: bounds.day,
    changed: ['[2024-01-01,9999-12-31]'],
    rare: ['[2024-02-29,2024-02-29]', '(0001-01-01,)', '["2024-01-01",)'],
  }),
  tsrange: range({
    name: 'tsrange',
    example: '[2026-01-31T08:30:00,2026-01-31T09:00:00)',
    bound: bounds.local,
    changed: ['[2024-01-01T00:00:00.0000001,)', '[2024-01-01T24:00,)'],
    rare: ['[2024-01-01T10:00,2024-01-01t11:00]', '(,"2024-01-01 00:00:00.100")'],
  }),
  tstzrange: range({
    name: 'tstzrange',
    example: '[2026-01-31T08:30:00Z,2026-01-31T09:00:00Z)',
    bound: bounds.moment,
    changed: ['[2024-01-01T00:00:00.0000001Z,)'],
    rare: ['[2024-01-01T10:00+02,2024-01-01T11:00Z]', '[9999-12-31T23:59:59Z,infinity]'],
  }),
};

/** Whether a column holds a hash of the text that clients send: its rules are about that text. */
export const isPassword = (column: ResolvedColumn): boolean => column.format === 'password';

/** The field type of a column, or of the elements of an array. */
export const fieldTypeOf = (column: ResolvedColumn): ColumnFieldType =>
  isPassword(column) ? password : fieldTypes[column.type];

/** The description of a type for the tests of a project. */
export const typeModelOf = (type: FieldType): TypeModel => {
  const { operators, isSortable } = describeFieldType(type);
  return { ...fieldTypes[type].tests, operators, isSortable };
};
