import type { FieldTypeDescription } from './description.ts';
import { exactNumber, floatingNumber, wholeNumber } from './numbers.ts';
import { json, labels, truth, uncheckedText } from './others.ts';
import { range } from './ranges.ts';
import { formattedText, paddedText, text } from './texts.ts';
import { clock } from './times.ts';

const smallest64 = -9_223_372_036_854_775_808n;
const largest64 = 9_223_372_036_854_775_807n;
const smallest32 = -2_147_483_648n;
const largest32 = 2_147_483_647n;
const moments = ['now()', 'current_timestamp', 'current_date'] as const;
const clocks = ['now()', 'current_timestamp'] as const;
const address = { holdsSubjects: false, defaultFunctions: [] } as const;

const whole = <const Key extends string>(keyType: Key, json: 'integer' | 'int64', range: readonly [bigint, bigint]) =>
  wholeNumber({ name: keyType, keyType, json, range, hasSequence: false });

/**
 * The canonical column types, each with what it can do. `string`, `text`, `email` and `url` are PostgreSQL `text`
 * (`varchar(n)` where a length is given); `serial` and `bigserial` are an integer or bigint with a sequence of its own;
 * `decimal` is `numeric`, `float` and `double` are `double precision`.
 */
const descriptions = {
  string: text({ endless: 'text' }),
  text: text({ endless: 'text' }),
  varchar: text({ endless: 'character varying' }),
  char: paddedText,
  integer: whole('integer', 'integer', [smallest32, largest32]),
  bigint: whole('bigint', 'int64', [smallest64, largest64]),
  smallint: whole('smallint', 'integer', [-32_768n, 32_767n]),
  serial: wholeNumber({
    name: 'serial',
    keyType: 'integer',
    json: 'integer',
    range: [1n, largest32],
    hasSequence: true,
  }),
  bigserial: wholeNumber({
    name: 'bigserial',
    keyType: 'bigint',
    json: 'int64',
    range: [1n, largest64],
    hasSequence: true,
  }),
  decimal: exactNumber,
  numeric: exactNumber,
  float: floatingNumber('double'),
  real: floatingNumber('real'),
  double: floatingNumber('double'),
  boolean: truth,
  date: formattedText({
    keyType: 'date',
    format: 'date',
    json: 'text',
    samples: ['2024-02-29', '0001-01-01', '9999-12-31'],
    badTexts: ['2026-02-29', '29.02.2024', ''],
    holdsSubjects: false,
    defaultFunctions: moments,
  }),
  time: clock({
    keyType: 'time',
    format: 'time',
    words: ['time', ' without time zone'],
    samples: ['00:00:00', '13:45:00.5', '23:59:59.999999'],
    badTexts: ['25:00:00', 'twelve', ''],
    defaultFunctions: clocks,
  }),
  timetz: clock({
    keyType: 'timetz',
    format: 'time-with-offset',
    words: ['time', ' with time zone'],
    samples: ['08:30:00+02', '23:59:59.999999-12'],
    badTexts: ['25:00:00Z', 'twelve', ''],
    defaultFunctions: clocks,
  }),
  timestamp: clock({
    keyType: 'timestamp',
    format: 'date-time-local',
    words: ['timestamp', ' without time zone'],
    samples: ['2026-01-31T13:45:00', '0001-01-01T00:00:00', '9999-12-31T23:59:59.999999'],
    badTexts: ['2026-02-29T00:00:00', 'someday', ''],
    defaultFunctions: moments,
  }),
  timestamptz: clock({
    keyType: 'timestamptz',
    format: 'date-time',
    words: ['timestamp', ' with time zone'],
    samples: ['2026-01-31T13:45:00+00:00', '9999-12-31T23:59:59.999999+00:00'],
    badTexts: ['2026-02-29T00:00:00Z', 'someday', ''],
    defaultFunctions: moments,
  }),
  interval: clock({
    keyType: 'interval',
    format: 'duration',
    words: ['interval', ''],
    samples: ['P1DT2H30M', 'PT0S', 'P-1Y-2M3DT-4H-5M-6.5S'],
    badTexts: ['P1X', 'twelve', ''],
    defaultFunctions: [],
  }),
  uuid: formattedText({
    keyType: 'uuid',
    format: 'uuid',
    json: 'text',
    samples: ['01890000-0000-7000-8000-000000000001', 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
    badTexts: ['not~one', '01890000-0000-7000-8000-00000000000', ''],
    holdsSubjects: true,
    defaultFunctions: ['gen_random_uuid()'],
  }),
  json: json('json'),
  jsonb: json('jsonb'),
  xml: uncheckedText({
    keyType: 'xml',
    what: 'XML',
    samples: ['<a/>', `<a b="it's">é &amp; 👩‍👩‍👧</a>`, 'words and <b>mark-up</b>', ' <!-- {"a",\\b} --> ', ''],
    badTexts: ['<a>', '<a/></b>', 'a & b'],
  }),
  bytea: formattedText({
    keyType: 'bytea',
    format: 'byte',
    json: 'bytes',
    samples: ['', 'AAEC', '//8='],
    badTexts: [],
    ...address,
  }),
  enum: labels,
  email: text({ format: 'email', endless: 'text' }),
  url: text({ format: 'url', endless: 'text' }),
  inet: formattedText({
    keyType: 'inet',
    format: 'inet',
    json: 'text',
    samples: ['10.0.0.1/8', '192.0.2.1', '2001:db8::1'],
    badTexts: ['not~one', '10.0.0.256', ''],
    ...address,
  }),
  cidr: formattedText({
    keyType: 'cidr',
    format: 'cidr',
    json: 'text',
    samples: ['10.0.0.0/8', '2001:db8::/32'],
    badTexts: ['not~one', '10.0.0.1/8', ''],
    ...address,
  }),
  macaddr: formattedText({
    keyType: 'macaddr',
    format: 'macaddr',
    json: 'text',
    samples: ['08:00:2b:01:02:03', 'ff:ff:ff:ff:ff:ff'],
    badTexts: ['not~one', '08:00:2b:01:02', ''],
    ...address,
  }),
  int4range: range({
    name: 'int4range',
    samples: ['empty', '[-2147483648,2147483647)', '[1,10)', '[10,)'],
    badTexts: ['[2,1]', '[1,2147483647]', '[1.5,2)', '[a,b)', '1,2', ''],
  }),
  int8range: range({
    name: 'int8range',
    samples: ['(,5)', '[9007199254740993,9223372036854775807)'],
    badTexts: ['[2,1]', '(9223372036854775807,)', '[1.5,2)', '[1,2', ''],
  }),
  numrange: range({
    name: 'numrange',
    samples: ['(,)', '[0.10,12345678901234567890.0123456789]', '(1.5,2]'],
    badTexts: ['[2,1.9]', '[1;2]', '["",1]', ''],
  }),
  daterange: range({
    name: 'daterange',
    samples: ['(,2020-01-01)', '[2024-02-29,9999-12-31)'],
    badTexts: ['[2026-02-29,)', '[2024-01-02,2024-01-01]', ''],
  }),
  tsrange: range({
    name: 'tsrange',
    samples: ['["0001-01-01 00:00:00","2024-02-29 23:59:59.999999"]', '("2024-02-29 12:00:00",)'],
    badTexts: ['[2026-02-29T00:00:00,)', '["2024-01-01 00:00:01","2024-01-01 00:00:00"]', ''],
  }),
  tstzrange: range({
    name: 'tstzrange',
    samples: ['["2024-02-29 08:30:00+00","2024-02-29 09:00:00.5+00")', '(,"9999-12-31 23:59:59.999999+00"]'],
    badTexts: ['[2026-02-29T00:00:00Z,)', '["2024-01-01 00:00:00+00","2024-01-01 01:00:00+02"]', ''],
  }),
} as const satisfies Readonly<Record<string, FieldTypeDescription>>;

export type FieldType = keyof typeof descriptions;
/** The names of all types, in the order in which messages list them. */
export const fieldTypes = Object.keys(descriptions) as [FieldType, ...FieldType[]];

/** What a type can do. */
export const describeFieldType = (type: FieldType): FieldTypeDescription<FieldType> => descriptions[type];
