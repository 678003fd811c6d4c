import type { SqlType } from '../src/field-types/index.ts';

type TypeName = SqlType['name'];

/** What becomes of a text (or of a json) of another meaning than its letters. */
export interface Verdicts {
  /** With the text of what it becomes. */
  readonly kept: readonly (readonly [text: string, becomes: string])[];
  /** PostgreSQL refuses these. */
  readonly refused: readonly string[];
  /** PostgreSQL takes these, and changes what they say. */
  readonly changed: readonly string[];
  /** PostgreSQL reads these as they are meant, but in a way that depends on settings, or as one spelling among many. */
  readonly strict?: readonly string[];
}

const noNumbers = ['', ' ', 'x', '1,5', '1 2', '--1'];
const whole = (most: string, tooMany: string): Verdicts => ({
  kept: [
    ['0', '0'],
    ['-7', '-7'],
    [' 12', '12'],
    ['+5', '5'],
    ['007', '7'],
    [most, most],
  ],
  refused: [...noNumbers, '1.5', '1e3', tooMany],
  changed: [],
});

const exact: Verdicts = {
  kept: [
    ['1.50', '1.50'],
    [' -0.5', '-0.5'],
    ['1e3', '1000'],
    ['1234567890123456.789', '1234567890123456.789'],
  ],
  refused: noNumbers,
  changed: [],
};

const float: Verdicts = {
  kept: [
    ['1.5', '1.5'],
    ['1e3', '1000'],
    ['0.10', '0.1'],
    ['-7', '-7'],
  ],
  refused: [...noNumbers, '1e400', '1e-400'],
  changed: ['1.0000000000000001', '9007199254740993'],
};

const labels: Verdicts = {
  kept: [
    ['sad', 'sad'],
    ['happy', 'happy'],
  ],
  refused: ['', 'Sad', ' sad', 'none'],
  changed: [],
};

const simple = (kept: Verdicts['kept'], refused: readonly string[]): Verdicts => ({ kept, refused, changed: [] });

const document: Pick<Verdicts, 'kept' | 'changed'> = {
  kept: [
    ['{"b":1,"a":1.50}', '{"a": 1.50, "b": 1}'],
    ['[{"a":{"a":1}},{"a":2}]', '[{"a": {"a": 1}}, {"a": 2}]'],
    ['null', 'null'],
    ['"x"', '"x"'],
    ['[]', '[]'],
    ['{}', '{}'],
  ],
  changed: ['{"a":1,"a":2}', '[{"b":{"c":[{"d":1,"d":1}]}}]'],
};

/** Of texts, by the type that they become. A parameter is the type's first. */
export const textVerdicts: Readonly<Partial<Record<TypeName, (parameters: readonly number[]) => Verdicts>>> = {
  smallint: () => whole('32767', '32768'),
  integer: () => whole('2147483647', '2147483648'),
  bigint: () => whole('9223372036854775807', '9223372036854775808'),
  numeric: ([precision, scale]) =>
    precision === undefined
      ? exact
      : precision === 10 && scale === 2
        ? {
            kept: [
              ['1.5', '1.50'],
              ['1.500', '1.50'],
              ['99999999.99', '99999999.99'],
            ],
            refused: [...noNumbers, '100000000', '99999999.995'],
            changed: ['1.005', '0.001'],
          }
        : { kept: [], refused: noNumbers, changed: [] },
  real: () => ({ ...float, changed: ['1.00000001', '16777217'] }),
  'double precision': () => float,
  boolean: () =>
    simple(
      [
        ['true', 'true'],
        ['f', 'false'],
        ['YES', 'true'],
        [' off', 'false'],
        ['1', 'true'],
      ],
      ['', 'x', '2', 'o'],
    ),
  date: () => ({
    kept: [
      ['2024-02-29', '2024-02-29'],
      ['0001-01-01', '0001-01-01'],
    ],
    refused: ['', 'x', '2023-02-29', '2024-13-01', '24:00'],
    changed: ['2024-02-29 13:00', '2024-02-29T13:00:00Z'],
    strict: ['29 Feb 2024', '20240229', ' 2024-02-29', 'today'],
  }),
  time: (parameters) =>
    clock(parameters, '13:45:00', '.25', ['13:45:00+02', '2024-02-29 13:45'], ['1:45 PM', '134500']),
  'time with time zone': (parameters) =>
    clock(parameters, '13:45:00', '.25+02', ['2024-02-29 13:45+02'], ['13:45 UTC', '13:45']),
  timestamp: (parameters) =>
    clock(
      parameters,
      '2024-02-29 13:45:00',
      '.25',
      ['2024-02-29T13:45:00Z', '2024-02-29 13:45+02'],
      ['29 Feb 2024', 'now', 'infinity'],
    ),
  'timestamp with time zone': (parameters) =>
    clock(parameters, '2024-02-29 13:45:00', '.25+00', [], ['2024-02-29 13:45', 'now']),
  interval: ([digits = 6]) => ({
    kept: [
      ['P1DT2H30M', '1 day 02:30:00'],
      ['1 day 2 hours', '1 day 02:00:00'],
      ['02:30', '02:30:00'],
    ],
    refused: ['', 'x', 'P1X'],
    changed: digits < 1 ? ['PT0.5S'] : [],
  }),
  uuid: () =>
    simple(
      [
        ['01890000-0000-7000-8000-000000000001', '01890000-0000-7000-8000-000000000001'],
        ['{01890000000070008000000000000ABC}', '01890000-0000-7000-8000-000000000abc'],
      ],
      ['', 'x', '01890000-0000-7000-8000-00000000000'],
    ),
  json: () =>
    simple(
      [
        ['{"a":1,"a":2}', '{"a":1,"a":2}'],
        [' 1', ' 1'],
      ],
      ['', '{', "{'a':1}"],
    ),
  jsonb: () => ({ ...document, refused: ['', '{', '"\\u0000"', '"\\ud800"', '1e200000'] }),
  xml: () =>
    simple(
      [
        ['<a/>', '<a/>'],
        ['x', 'x'],
        ['', ''],
      ],
      ['<a>', 'a & b'],
    ),
  inet: () =>
    simple(
      [
        ['10.0.0.1', '10.0.0.1/32'],
        ['10.0.0.1/8', '10.0.0.1/8'],
      ],
      ['', 'x', '10.0.0', '10.0.0.1/33'],
    ),
  cidr: () => simple([['10.0.0.0/8', '10.0.0.0/8']], ['', 'x', '10.0.0.1/8']),
  macaddr: () => simple([['08-00-2B-01-02-03', '08:00:2b:01:02:03']], ['', 'x', '08:00:2b:01:02']),
  int4range: () =>
    simple(
      [
        ['[1,3]', '[1,4)'],
        ['empty', 'empty'],
      ],
      ['', 'x', '[2,1]'],
    ),
  int8range: () => simple([['[1,3]', '[1,4)']], ['', 'x', '[2,1]']),
  numrange: () => simple([['[1.50,3]', '[1.50,3]']], ['', 'x', '[2,1]']),
  daterange: () => simple([['[2024-02-29,2024-03-01)', '[2024-02-29,2024-03-01)']], ['', 'x', '[2024-02-30,)']),
  tsrange: () => simple([['[2024-02-29 13:00,)', '["2024-02-29 13:00:00",)']], ['', 'x']),
  tstzrange: () => simple([['[2024-02-29 13:00+00,)', '["2024-02-29 13:00:00+00",)']], ['', 'x']),
  enum: () => labels,
};

/** `tail` is a fraction with the zone, which is written where the type has one. */
const clock = (
  [digits = 6]: readonly number[],
  whole: string,
  tail: string,
  changed: readonly string[],
  strict: readonly string[],
): Verdicts => {
  const zone = tail.slice(3);
  return {
    kept: [
      [`${whole}${zone}`, `${whole}${zone}`],
      ...(digits >= 2 ? ([[`${whole}${tail}`, `${whole}${tail}`]] as const) : []),
    ],
    refused: ['', 'x', whole.replace('13:', '25:')],
    changed: [...changed, ...(digits < 2 ? [`${whole}${tail}`] : [])],
    strict,
  };
};

/** Of a json that becomes jsonb. */
export const jsonVerdicts: Verdicts = { ...document, refused: ['"\\u0000"', '"\\ud800"', '1e200000'] };
