import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SqlType } from '../../field-types/index.ts';
import { startPglite } from '../../../test-support/pglite.ts';
import { writtenLengths } from './written-lengths.ts';

type Name = Exclude<SqlType['name'], 'enum'>;

/** A value that is written shortest, and one that is written longest, where its length is limited. */
const extremes: readonly (readonly [name: Name, parameters: readonly number[], shortest: string, longest?: string])[] =
  [
    ['smallint', [], '0', '-32768'],
    ['integer', [], '0', '-2147483648'],
    ['bigint', [], '0', '-9223372036854775808'],
    ['numeric', [], '0'],
    ['numeric', [5, 1], '0', '-9999.9'],
    ['numeric', [5, 2], 'NaN', '-999.99'],
    ['numeric', [2, 2], 'NaN', '-0.99'],
    ['numeric', [1, 0], '0', 'NaN'],
    ['real', [], '0', '-1.15025966e-17'],
    ['double precision', [], '0', '-2.2250738585072014e-308'],
    ['boolean', [], 'true', 'false'],
    ['date', [], 'infinity', '5874897-12-31'],
    ['date', [], 'infinity', '4713-02-01 BC'],
    ['time', [], '00:00:00', '23:59:59.999999'],
    ['time with time zone', [], '00:00:00+00', '23:59:59.999999-15:59:59'],
    ['timestamp', [], 'infinity', '4713-02-01 23:59:59.999999 BC'],
    ['timestamp with time zone', [], 'infinity', '4713-02-01 23:59:59.999999+00 BC'],
    ['interval', [], '00:00:00'],
    ['uuid', [], '01890000-0000-7000-8000-000000000001', '01890000-0000-7000-8000-000000000001'],
    ['json', [], '0'],
    ['jsonb', [], '0'],
    ['xml', [], ''],
    ['inet', [], '::/0', '1111:2222:3333:4444:5555:6666:7777:8888/127'],
    ['cidr', [], '::/0', '1111:2222:3333:4444:5555:6666:7777:8888/128'],
    ['macaddr', [], '08:00:2b:01:02:03', '08:00:2b:01:02:03'],
    ['int4range', [], '(,)', '[-2147483648,-2147483647)'],
    ['int8range', [], '(,)', '[-9223372036854775808,-9223372036854775807)'],
    ['numrange', [], '(,)'],
    ['daterange', [], '(,)', '[4713-02-01 BC,4713-02-03 BC)'],
    ['tsrange', [], '(,)', '[4713-02-01 23:59:59.999998 BC,4713-02-01 23:59:59.999999 BC)'],
    ['tstzrange', [], '(,)', '[4713-02-01 23:59:59.999998+00 BC,4713-02-01 23:59:59.999999+00 BC)'],
    ['text', [], ''],
    ['varchar', [20], '', 'x'.repeat(20)],
  ];

describe('the texts that PostgreSQL writes', () => {
  let database: Awaited<ReturnType<typeof startPglite>>;
  beforeAll(async () => {
    database = await startPglite();
    await database.exec(`set time zone 'UTC'`);
  });
  afterAll(() => database.close());

  const lengthOf = async (type: string, value: string): Promise<unknown> => {
    const { rows } = await database.query(`select char_length($1::text::${type}::text) as length`, [value]);
    return (rows[0] as { readonly length: unknown }).length;
  };

  const cases = extremes.map(([name, parameters, shortest, longest]) => ({ name, parameters, shortest, longest }));
  it.each(cases)('are as short and as long as is said: $name $parameters', async ({ name, parameters, ...values }) => {
    const { shortest, longest } = values;
    const said = writtenLengths({ name, parameters }, []);
    const type = parameters.length === 0 ? name : `${name}(${parameters.join(', ')})`;
    expect(await lengthOf(type, shortest)).toBe(said.shortest);
    expect(longest === undefined ? Infinity : await lengthOf(type, longest)).toBe(said.longest);
  });
});
