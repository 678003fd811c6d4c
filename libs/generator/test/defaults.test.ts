import { describeFieldType, fieldTypes, readDataModel, type FieldType } from '@snapinfra/data-model';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkshop, readModel, runTests, type Workshop } from './support/generated-project.ts';
import { startPostgres, usePostgres, type PostgresCluster } from './support/postgres.ts';
import { tail } from './support/run.ts';

/** Spellings that PostgreSQL, JavaScript and people read differently. */
const spellings: readonly unknown[] = [
  ...['P1D', 'P+1D', '-P1D', 'P-1D', 'P1W2D', 'P0D', 'P', 'PT', 'P1DT', 'PT1.5H', 'P1.5Y', 'PT.5S', 'PT-0.5S'],
  ...['P1Y-14M', 'PT1H-1S', 'P178956970Y7M', 'P178956970Y8M', 'P2147483647D', 'P306783379W', 'PT2562047788H'],
  ...['PT2562047789H', 'PT9999999999S', 'PT9999999999.999999S', 'PT999999999.999999S', 'P1D1Y', '1 day', 'P1YT1M'],
  ...['infinity', '-infinity', 'now', 'today', 'allballs', 'NaN', 'Infinity', 'null', 'NULL', ''],
  ...['2024-02-29', '2023-02-29', '0000-01-01', '0001-01-01', '0001-01-01 BC', '9999-12-31', '10000-01-01', '2024-1-1'],
  ...[
    '00:00',
    '24:00:00',
    '23:59:60',
    '23:59:59.999999',
    '23:59:59.9999999',
    '23:59:59.1234560',
    '12:00 PM',
    '12:00:00,5',
  ],
  ...['12:00Z', '12:00z', '12:00+02', '12:00+0200', '12:00-15:59', '12:00+16', '12:00+02:00:30', '12:00 Europe/Berlin'],
  ...['2024-02-29T12:00', '2024-02-29 12:00:00.5', '2024-02-29T12:00:00Z', '2024-02-29t12:00:00-11', '2024-060T12:00'],
  ...['0001-01-01T00:00:00+01:00', '9999-12-31T23:59:59-01:00', '9999-12-31T23:59:59.999999Z', '20240229T120000'],
  ...[
    '10.0.0.1',
    '10.0.0.1/8',
    '10.0.0.0/8',
    '10.0.0.0/08',
    '010.0.0.1',
    '10.1',
    '10/8',
    '::',
    '::1/128',
    '1::',
    '::1.2.3.4',
  ],
  ...[
    'fe80::1%eth0',
    '::ffff:1.2.3.4/96',
    '1:2:3:4:5:6:7::',
    '1:2:3:4:5:6:1.2.3.4',
    '::/0',
    '2001:db8::/32',
    '0.0.0.0/0',
  ],
  ...['08:00:2b:01:02:03', '08-00-2B-01-02-03', '08:00-2b:01:02:03', '0800.2b01.0203', '08002b010203'],
  ...['', 'AA==', 'AB==', 'AAE=', 'AAF=', 'AAEC', 'AAEC\n', '\\x00', 'A'],
  ...[
    'a@b',
    'a@b.example',
    'jürgen@bücher.example',
    'a.b+c@d-e.f',
    '"a b"@c.d',
    'a@b@c',
    'a..b@c.d',
    `${'a'.repeat(400)}@b.c`,
  ],
  ...[
    'https://example.org',
    'HTTP://[::1]:80/',
    'https://bücher.example/ä?ö=%20#ß',
    'file:///etc/passwd',
    'mailto:a@b.c',
  ],
  ...['https:x', 'https://x y', 'https://x/%zz', 'ftp://x/', "https://x/?a='b'&c[]=d", '//x', 'https://'],
  ...[
    '6F1C2A34-0000-4000-8000-00000000000A',
    '{6f1c2a34-0000-4000-8000-00000000000a}',
    '6f1c2a340000400080000000000000aa',
  ],
  ...[
    0,
    -0,
    1,
    -1,
    0.1,
    1.5,
    1e3,
    1e21,
    1e-7,
    32_767,
    32_768,
    -32_768,
    2_147_483_647,
    2_147_483_648,
    2 ** 53 - 1,
    2 ** 53,
  ],
  ...[3.4028234663852886e38, 3.4028235e38, 1e39, 1e-38, 1e-46, 5e-324, Number.MAX_VALUE],
  ...[
    '0',
    '-0',
    '00.50',
    '.5',
    '5.',
    '1e3',
    '+1',
    '0.30000000000000000001',
    '9223372036854775807',
    '9223372036854775808',
  ],
  ...['999.99', '999.995', '123.4500', '9'.repeat(40), `0.${'0'.repeat(30)}1`, '0.999', '-0.999', '1.000'],
  ...[
    true,
    false,
    'true',
    {},
    [],
    { a: { b: [1.5, 'x', null, -0, 1e300] } },
    ["it's", '{}', '\\', '"'],
    [null],
    [1, 2],
    ['a', 'b '],
  ],
  ...[
    'empty',
    'EMPTY',
    '(,)',
    '[,]',
    '[1,3]',
    '(1,2)',
    '(1,1]',
    '[3,3)',
    '[3,3]',
    '[2,1]',
    '[01,"2")',
    ' [1,2)',
    '[1, 2)',
  ],
  ...[
    '[1,2147483647]',
    '(2147483647,)',
    '[-2147483648,2147483646]',
    '[1,9223372036854775807)',
    '[1,9223372036854775807]',
  ],
  ...[
    '[0.1,00.50]',
    '[1e3,)',
    '(,-0]',
    `[1,${'9'.repeat(40)}.5)`,
    '["",1]',
    '[NaN,)',
    '[infinity,)',
    '[1,2',
    '[1,2,3]',
    '[,)[',
  ],
  ...[
    '[2024-02-29,2024-02-29]',
    '[2024-02-30,)',
    '(,9999-12-31)',
    '(,9999-12-31]',
    '(9999-12-31,)',
    '[2024-1-1,)',
    '[today,)',
  ],
  ...['[2024-02-29T12:00,2024-02-29 12:00:00.5]', '["2024-02-29 12:00:00.1234567",)', '[2024-02-29T12:00:00.1234560,)'],
  ...[
    '[2024-02-29T12:00+02,2024-02-29T10:00Z]',
    '[2024-02-29T12:00Z,2024-02-29T12:00+02)',
    '[9999-12-31T23:59:59-01,)',
  ],
  ...['[2024-02-29T12:00:00.2,2024-02-29T12:00:00.10)', '["2024-02-29 12:00:00+00","2024-02-29 12:00:00.5+00")'],
  ...["it's", 'ab', 'ab ', ' ab', '\t', 'a\\b', '{a,"b"}', '👩‍👩‍👧', 'now()', 'one', '\u2028', '\ufeff', '\u0000'],
];

const durations = fc
  .tuple(
    ...Array.from({ length: 7 }, () => fc.option(fc.integer({ min: -(2 ** 31), max: 2 ** 32 }))),
    fc.nat(9_999_999),
  )
  .map(([y, m, w, d, h, min, s, fraction]) => {
    const part = (value: unknown, unit: string): string => (typeof value === 'number' ? `${value}${unit}` : '');
    const seconds = typeof s === 'number' ? `${s}.${fraction}S` : '';
    return `P${part(y, 'Y')}${part(m, 'M')}${part(w, 'W')}${part(d, 'D')}T${part(h, 'H')}${part(min, 'M')}${seconds}`;
  });

const numbers = fc.oneof(
  fc.double(),
  fc.integer().map((value) => value / 1000),
  fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }).map(String),
  fc
    .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.nat(10 ** 9))
    .map(([whole, rest]) => `${whole}.${rest}`),
);

const moments = fc
  .tuple(fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }), fc.nat(99_999_999))
  .chain(([date, fraction]) => {
    const [day = '', time = ''] = date.toISOString().slice(0, 19).split('T');
    const clock = `${time}.${fraction}`;
    return fc.constantFrom(
      day,
      clock,
      `${clock}Z`,
      `${clock}+05:30`,
      `${day}T${clock}`,
      `${day}T${clock}Z`,
      `${day} ${clock}-07`,
    );
  });

/** Members that fields of a type may have; each makes fields of its own. */
const shapes = (type: FieldType): readonly Record<string, unknown>[] => {
  if (type === 'enum')
    return [{ enumValues: ['one', "it's", 'ab', '{a,"b"}', ''] }, { enumValues: ['x'.repeat(70), 'one', '\\'] }];
  if (type === 'char') return [{ length: 3 }, { length: 1 }];
  if (type === 'varchar') return [{}, { length: 3 }];
  if (type === 'numeric')
    return [
      {},
      { precision: 5, scale: 2 },
      { precision: 3, scale: 3 },
      { precision: 20 },
      { maximum: '0.30000000000000000001' },
    ];
  if (type === 'bigint') return [{}, { maximum: '9223372036854775806' }];
  if (['time', 'timetz', 'timestamp', 'timestamptz', 'interval'].includes(type))
    return [{}, { precision: 0 }, { precision: 3 }];
  return [{}];
};

const types = fieldTypes.filter((type) => describeFieldType(type).cannotHaveDefault === undefined);

const isTaken = (field: object): boolean =>
  readDataModel({ name: 'm', tables: [{ name: 't', fields: [field] }] }).resolved !== undefined;

/** The fields whose defaults the data model takes, and how many it refuses. */
const fieldsOf = (type: FieldType, random: readonly unknown[]) => {
  const candidates = [...spellings, ...random];
  // The tests of a project write lists of documents that are lists by PostgreSQL's json_populate_record, which takes them for a matrix.
  const items = candidates.filter((value) => !Array.isArray(value));
  const all = shapes(type).flatMap((shape) => [
    ...candidates.map((value) => ({ type, ...shape, default: value })),
    ...items.map((value) => ({ type, ...shape, array: true, default: [value, value] })),
  ]);
  const taken = all.filter((field) => isTaken({ name: 'f', ...field }));
  return { refused: all.length - taken.length, fields: taken.map((field, index) => ({ name: `f${index}`, ...field })) };
};

const fieldsPerTable = 100;

const tablesOf = (type: FieldType, random: readonly unknown[]) => {
  const { fields } = fieldsOf(type, random);
  const key = { name: 'id', type: 'serial', primary: true };
  return Array.from({ length: Math.ceil(fields.length / fieldsPerTable) }, (_, part) => ({
    name: `${type} ${part}`,
    fields: [key, ...fields.slice(part * fieldsPerTable, (part + 1) * fieldsPerTable)],
  }));
};

const seed = Number(process.env['FC_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const postgres = usePostgres();

describe(`defaults (seed ${seed})`, () => {
  const random = fc.sample(fc.oneof(durations, numbers, moments), { seed, numRuns: 60 });

  it.each(types)('of %s: some are taken, and some are refused', (type) => {
    const { fields, refused } = fieldsOf(type, random);
    expect(fields.length).toBeGreaterThan(0);
    expect(refused).toBeGreaterThan(0);
  });

  describe.skipIf(postgres.skip)(postgres.title, () => {
    let workshop: Workshop;
    let cluster: PostgresCluster;
    beforeAll(async () => {
      workshop = createWorkshop();
      cluster = await startPostgres();
    });
    afterAll(async () => {
      workshop.clean();
      await cluster.stop();
    });

    it(
      'that are taken migrate, fill what is left out, and are taken by the API and stored alike',
      { timeout: 360_000 },
      async () => {
        const tables = types.flatMap((type) => tablesOf(type, random));
        const project = workshop.generate('defaults', readModel({ name: 'Defaults', tables }));
        const databaseUrl = await cluster.createDatabase('defaults');
        const { status, output } = await runTests(project, { databaseUrl, only: ['constraints', 'exactness'] });
        expect(status, tail(output)).toBe(0);
      },
    );
  });
});
