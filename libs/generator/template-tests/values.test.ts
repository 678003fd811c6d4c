import { pgTable, text } from 'drizzle-orm/pg-core';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { formats, type FormatName } from '../template/src/core/formats.ts';
import { unstorable } from '../template/src/core/unstorable.ts';
import { valueFault } from '../template/src/core/values.ts';
import { sqlTypeOf } from '../template/src/core/sql-types.ts';

describe('formats', () => {
  it.each<[FormatName, string[], string[]]>([
    [
      'date',
      ['2024-02-29', '0001-01-01', '9999-12-31'],
      ['2023-02-29', '2024-02-30', '0000-01-01', '294277-01-01', '2024-1-1'],
    ],
    [
      'date-time',
      ['2024-01-01T10:00:00Z', '2024-01-01t10:00:00.123456+02:00', '2024-01-01 10:00-11'],
      [
        '2024-01-01T10:00:00',
        '2024-01-01T24:00:00Z',
        '2024-01-01T10:00:00.1234567Z',
        '0001-01-01T00:00:00+01:00',
        '9999-12-31T23:59:59-01:00',
      ],
    ],
    ['date-time-local', ['2024-01-01T10:00'], ['2024-01-01T10:00:00Z']],
    ['time-with-offset', ['10:00Z', '10:00:00.5-05:30'], ['10:00', '10:00:00+16:00']],
    [
      'duration',
      ['P1Y2M3DT4H5M6.5S', 'P2W', 'PT-1S', 'P93333332Y3M1699999992DT1016944443H'],
      ['P', 'PT', '-P1D', 'P+1D', 'P1.5Y', 'P9999999999Y', 'PT9999999999.5S', '1 day'],
    ],
    ['int64', ['9223372036854775807', '-9223372036854775808'], ['9223372036854775808', '1.0', '', '1e3']],
    ['decimal', ['-0.10', '12345678901234567890.5'], ['NaN', '1e5', '.5', '5.']],
    [
      'inet',
      ['10.0.0.1', '10.0.0.1/8', '::1', '::ffff:1.2.3.4/96'],
      ['10.0.0', '10.0.0.1/33', 'fe80::1%eth0', 'nonsense'],
    ],
    ['cidr', ['10.0.0.0/8', '10.1.2.3/32', '2001:db8::/32', '::/0'], ['10.0.0.1/8', '2001:db8::1/32']],
    [
      'uri',
      ['https://x.y/?q#z', 'http://[::1]:80/', 'https://bücher.example/ä'],
      [
        'javascript:alert(1)',
        'x',
        'https://x y',
        'file:///etc/passwd',
        's3://bucket/key',
        'https:x.y',
        'https://x.y/%zz',
      ],
    ],
    ['byte', ['', 'AAEC/w=='], ['AAEC/w', 'A===', '***', 'AB==']],
  ])('%s takes what its column holds as it is, and nothing else', (name, good, bad) => {
    const matches = (text: string): boolean => formats[name].matches(text);
    expect(good.filter((text) => !matches(text))).toEqual([]);
    expect(bad.filter(matches)).toEqual([]);
  });
});

describe('what no column can hold', () => {
  const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);

  it.each([
    [{ list: [1, { text: 'a\u0000' }] }, '/f/list/1/text', 'NUL'],
    [{ 'a/b': '\ud800' }, '/f/a~1b', 'surrogate'],
    [[Number.POSITIVE_INFINITY], '/f/0', '64 bits'],
    [{ 'a\u0000': 1 }, '/f', 'a member whose name'],
    [nested(300), '/f', 'nested deeper'],
  ])('is found in %j, with its place', (value, path, message) => {
    expect(unstorable(value, '/f')).toEqual({ path, message: expect.stringContaining(message) });
  });

  it('is not found in what can be stored', () => {
    expect(unstorable({ a: [1, 'x', null, nested(150)] }, '/f')).toBeUndefined();
  });
});

describe('a text that is too long', () => {
  it('is refused before a pattern takes its time over it', () => {
    const schema = Type.String({ maxLength: 30, pattern: '^(a+)+$' });
    const type = sqlTypeOf(pgTable('user', { name: text('user name') }).name);
    const fault = valueFault(`${'a'.repeat(1000)}!`, { name: 'user name', schema, type });
    expect(fault).toEqual({ path: '/user name', message: 'must have at most 30 characters' });
  });
});
