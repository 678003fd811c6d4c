import type { PhysicalType } from '../../../src/physical-schema/index.ts';
import type { Dice } from './dice.ts';

type TypeName = PhysicalType['name'];

const smallNumbers = ['0', '1', '2', '3', '7', '10', '-1', '-2', '99', '100', '12345'];
const decimals = [...smallNumbers, '0.1', '12.5', '12.50', '-0.25', '1.239', '99.995', '123456.7'];
const days = ['2024-01-31', '2024-02-29', '0001-01-01', '9999-12-31', '1969-12-31', 'infinity', '0044-03-15 BC'];
const times = ['00:00:00', '08:30:00', '23:59:59', '24:00:00', '13:45:00.123456', '23:59:59.9999995'];
const moments = [
  '2024-01-31 00:00:00',
  '2024-02-29 13:45:00',
  '2024-02-29 13:45:00.1',
  '2024-02-29 13:45:00.123456',
  '1969-12-31 23:59:59.999999',
  'infinity',
  '-infinity',
];
const documents = [
  '{}',
  '[]',
  'null',
  'true',
  '0',
  '"text"',
  '{"a": [1.50, null, {"b": "é"}]}',
  '[1, "1", 1e2]',
  '{"a": 1}',
  '{"a": 1.0}',
  '1.0',
  '1.00',
];
const ranges = { whole: ['empty', '(,)', '[1,3)', '(1,2)', '[5,9]', '[-7,)'], day: ['[2024-01-01,2024-02-01)', '(,)'] };
const words = [
  '',
  ' ',
  'a',
  'A',
  'b',
  'blank at the end  ',
  "it's",
  '注文',
  '👩‍👩‍👧',
  'x'.repeat(13),
  'y'.repeat(70),
  'NULL',
  '{}',
];

/** Values of each type as texts that PostgreSQL reads; those of texts are among them all. */
const values: Readonly<
  Record<
    Exclude<TypeName, 'enum' | 'text' | 'varchar' | 'char' | 'serial' | 'bigserial' | 'smallserial'>,
    readonly string[]
  >
> = {
  smallint: [...smallNumbers, '32767', '-32768'],
  integer: [...smallNumbers, '32768', '16777217', '2147483647', '-2147483648'],
  bigint: [...smallNumbers, '32768', '4294967296', '9007199254740993', '9223372036854775807', '-9223372036854775808'],
  numeric: [...decimals, '9007199254740993', '1e20', '0.000000001', 'NaN', '9999999999'],
  real: [...decimals, '1.2345679', '16777217', '3.4e38', '1e-40', 'NaN', 'Infinity', '-0'],
  'double precision': [
    ...decimals,
    '0.30000000000000004',
    '1.2345678901234567',
    '-1.2345678901234567',
    '9007199254740993',
    '1e300',
    '5e-324',
    'NaN',
    '-Infinity',
    '-0',
  ],
  boolean: ['true', 'false'],
  date: days,
  time: times,
  'time with time zone': [...times.map((time) => `${time}+00`), '08:30:00+05:30', '23:30:00-07'],
  timestamp: [...moments, '0044-03-15 12:00:00 BC'],
  'timestamp with time zone': moments.map((moment) => (moment.includes(':') ? `${moment}+00` : moment)),
  interval: ['0', '08:30:00', '24:00:00', '-01:00:00', '1 day', '1 year 2 mons 3 days 04:05:06.5', '00:00:00.123456'],
  uuid: [
    '00000000-0000-0000-0000-000000000000',
    '01890000-0000-7000-8000-000000000001',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
  ],
  json: [...documents, '{"a": 1, "a": 2}', ' {"b" : 1,"a":2} ', String.raw`"\u0000"`],
  jsonb: documents,
  xml: ['<a/>', '<p>text</p>', '<?xml version="1.0" encoding="UTF-8"?><a/>', 'a &amp; b'],
  bytea: [String.raw`\x`, String.raw`\xff00`, String.raw`\x2761`],
  inet: ['10.1.2.3', '10.1.2.3/8', '10.0.0.0/8', '::1', '2001:db8::/32'],
  cidr: ['10.0.0.0/8', '10.1.2.3/32', '::/0', '2001:db8::/32'],
  macaddr: ['08:00:2b:01:02:03', 'ff:ff:ff:ff:ff:ff'],
  int4range: ranges.whole,
  int8range: [...ranges.whole, '[1,9007199254740993)'],
  numrange: [`[${'1'.repeat(100)},${'2'.repeat(200)})`, ...ranges.whole, '[1.50,2)', '[1.5,2)'],
  daterange: ranges.day,
  tsrange: ['[2024-01-01 10:00,2024-01-01 11:00)', '(,)'],
  tstzrange: ['[2024-01-01 10:00+02,2024-01-01 11:00+00)', '(,)'],
};

/** Spellings that are in texts only, of values that other types have another spelling for. */
const oddSpellings = [
  '007',
  ' 12 ',
  '1e3',
  '1.0',
  'yes',
  'T',
  '2024-01-31T08:30:00Z',
  '31/12/2024',
  '2024-1-2',
  'P1D',
  '10.1',
];

/** The n-th of many values of a type, so that keys do not run out; types that have few have none. */
const many: Readonly<Partial<Record<TypeName, (n: number) => string>>> = {
  smallint: (n) => String((n % 60_000) - 30_000),
  integer: (n) => String((n % 4_000_000) - 2_000_000),
  bigint: (n) => String(n - 500_000_000),
  numeric: (n) => `${(n % 2000) - 1000}.${n % 100}`,
  real: (n) => String(Math.fround((n % 16_000_000) / 3)),
  'double precision': (n) => String((n % 100_000) / 7),
  date: (n) => new Date(Date.UTC(1900, 0, 1 + (n % 90_000))).toISOString().slice(0, 10),
  timestamp: (n) => new Date(n * 1000).toISOString().slice(0, 19),
  'timestamp with time zone': (n) => new Date(n * 1000).toISOString(),
  time: (n) => new Date(n * 1000).toISOString().slice(11, 19),
  uuid: (n) => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`,
  jsonb: (n) => `{"n": ${n}}`,
  text: (n) => n.toString(36),
  varchar: (n) => n.toString(36),
  char: (n) => n.toString(36),
  inet: (n) => `10.${n % 200}.${n % 241}.${n % 251}`,
  macaddr: (n) => `08:00:2b:${(n % 0xffffff).toString(16).padStart(6, '0')}`,
};

const edgeOf = (name: TypeName, dice: Dice): string => {
  if (name === 'enum') return '';
  if (name !== 'text' && name !== 'varchar' && name !== 'char') return dice.pick(byName[name] ?? ['']) ?? '';
  if (dice.chance(50)) return dice.pick([...words, ...oddSpellings]) ?? '';
  return dice.pick(dice.pick(Object.values(values)) ?? words) ?? '';
};

/** A value of a type, or of the elements of a list; `also` are texts that a column has reason to hold. */
const elementOf = ({ name }: PhysicalType, dice: Dice, also: readonly string[]): string => {
  if (also.length > 0 && (name === 'enum' || dice.chance(40))) return dice.pick(also) ?? '';
  return (dice.chance(35) ? many[name]?.(dice.below(1_000_000_000)) : undefined) ?? edgeOf(name, dice);
};

const quotedElement = (text: string): string => `"${text.replace(/["\\]/g, String.raw`\$&`)}"`;

/** A list of them: empty, with nulls, or counted from another number than 1. */
const listOf = (element: () => string, dice: Dice): string => {
  const count = dice.pick([0, 1, 1, 2, 3]) ?? 0;
  const elements = Array.from({ length: count }, () => (dice.chance(15) ? 'NULL' : quotedElement(element())));
  const bounds = count === 1 && dice.chance(10) ? '[0:0]=' : '';
  return `${bounds}{${elements.join(',')}}`;
};

/** The text of a value, which the column's checks or keys may still refuse. */
export const drawValue = (type: PhysicalType, dice: Dice, also: readonly string[]): string =>
  type.array ? listOf(() => elementOf(type, dice, also), dice) : elementOf(type, dice, also);

const byName: Readonly<Partial<Record<TypeName, readonly string[]>>> = values;

/** A value that hardly any other row has; undefined for a type that has few. */
export const drawRare = (type: PhysicalType, dice: Dice): string | undefined => {
  const value = many[type.name]?.(dice.below(1_000_000_000));
  return type.array && value !== undefined ? `{${quotedElement(value)}}` : value;
};

/** What a column of texts may hold to become one of this type. */
export const textsFor = (name: TypeName): readonly string[] => byName[name] ?? [];
