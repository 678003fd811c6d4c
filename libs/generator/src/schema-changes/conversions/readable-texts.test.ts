import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPglite } from '../../../test-support/pglite.ts';
import { sql } from '../../emit/index.ts';
import type { ConversionInput, EarlierValues } from './conversion.ts';
import { findConversion } from './find-conversion.ts';
import { readsSetup } from './reads.ts';
import { areUnreadable } from './readable-texts.ts';
import { clocks, floats, spelled, wholeNumbers } from './type-groups.ts';

const types = ['boolean', 'numeric', 'date', ...wholeNumbers, ...floats, ...clocks, ...spelled] as const;
type Later = (typeof types)[number];
const becoming = (to: Later, earlier: EarlierValues = {}): ConversionInput => ({
  from: { name: 'text', parameters: [] },
  to: { name: to, parameters: [] },
  labels: [],
  earlierLabels: undefined,
  earlierLength: undefined,
  ...earlier,
});
const words = ['first', 'label', 'draft', 'third', 'none', 'a', ''];
/** Among them the shortest text that PostgreSQL reads as each type, and unusual spellings. */
const texts = [
  ...words,
  ...[
    '0',
    ' 12 ',
    '1e3',
    '.5',
    '+1',
    'nan',
    '-inf',
    'Infinity',
    't',
    'on',
    ' No',
    '1 day',
    'P1D',
    '@ 1 hour',
    'infinity',
  ],
  ...['2024-01-31', '08:30', '08:30Z', '2024-01-31 08:30', '2024-01-31T08:30Z', '2024-01-31 08:30:00.5+05:30'],
  ...['{01890000-0000-7000-8000-000000000001}', '01890000000070008000000000000001', 'ABCD0000000070008000000000000001'],
  ...['1:1:1:1:1:1', '08002b:010203', '0800.2b01.0203', '08002b010203', '::', '10', '10.1', '::1/128', '1.2.3.4'],
  ...['"a"', ' {}', '[1]', 'null', 'true', '-1', '<a/>', 'empty', ' Empty', '(,)', '[1,2)', '[2024-01-01,2024-02-01)'],
];

describe('texts that no value of a type is read from', () => {
  let database: Awaited<ReturnType<typeof startPglite>>;
  beforeAll(async () => {
    database = await startPglite();
    await database.exec(readsSetup.text);
  });
  afterAll(() => database.close());

  /** Those that a conversion keeps. */
  const readTexts = async (to: Later): Promise<readonly string[]> => {
    const conversion = findConversion(becoming(to));
    const condition = conversion?.offenders?.condition(sql`value`).text ?? 'false';
    const { rows } = await database.query(`select value from unnest($1::text[]) as value where not (${condition})`, [
      texts,
    ]);
    return (rows as readonly { readonly value: string }[]).map(({ value }) => value);
  };

  it.each(types)('are never those that are read: %s', async (to) => {
    const read = await readTexts(to);
    expect(read).not.toEqual([]);
    for (const value of read) {
      expect(areUnreadable(becoming(to, { earlierLabels: [value] }))).toBe(false);
      expect(areUnreadable(becoming(to, { earlierLength: [...value].length }))).toBe(false);
    }
  });
  it.each(types.filter((name) => name !== 'xml'))('are words that say nothing of it: %s', (to) => {
    expect(areUnreadable(becoming(to, { earlierLabels: ['draft', 'published'] }))).toBe(true);
  });
});
