import { describeFieldType, fieldTypes, hasLabels } from '../field-types/index.ts';
import { type BadModel, field } from './bad-model.ts';

const names = ['x', 'thing'];

const wrong = (type: string, bad: unknown, good: unknown, more: Readonly<Record<string, unknown>> = {}): BadModel => ({
  code: 'default_invalid',
  title: `${type}${more.array === true ? ' array' : ''} with the default ${JSON.stringify(bad)}`,
  document: field({ type, default: bad, ...more }),
  path: '/tables/0/fields/1/default',
  names,
  fine: field({ type, default: good, ...more }),
});

const forbidden = (
  type: string,
  bad: unknown,
  good: unknown,
  more: Readonly<Record<string, unknown>> = {},
): BadModel => ({
  ...wrong(type, bad, good, more),
  code: 'default_not_allowed',
});

/** The bad texts of every type, each with a sample as its good twin. */
const badTexts: readonly BadModel[] = fieldTypes.flatMap((type) => {
  const { samples, badTexts: bad, cannotHaveDefault } = describeFieldType(type);
  if (cannotHaveDefault !== undefined) return bad.map((text) => forbidden(type, text, undefined));
  const labels = hasLabels(type) ? ['a'] : undefined;
  return bad.map((text) => wrong(type, text, labels?.[0] ?? samples[0], { ...(labels && { enumValues: labels }) }));
});

export const defaultModels: readonly BadModel[] = [
  ...badTexts,
  wrong('text', 5, 'now()'),
  wrong('varchar', 'abcd', '👩👩👩', { length: 3 }),
  wrong('text', 'ab', 'abc', { minLength: 3 }),
  wrong('text', 'a\u0000', 'a\n'),
  wrong('jsonb', { a: Infinity }, { a: Number.MAX_VALUE }),
  wrong('double', Infinity, Number.MAX_VALUE),
  wrong('email', 'nobody', 'nobody@example.org'),
  wrong('url', 'example', 'https://example.org/'),
  wrong('text', 'example', 'https://example.org/', { format: 'file' }),
  wrong('integer', '5', 5),
  wrong('integer', 1.5, -2_147_483_648),
  wrong('integer', 2_147_483_648, 2_147_483_647),
  wrong('smallint', 32_768, -32_768),
  wrong('bigint', 9_007_199_254_740_992, 9_007_199_254_740_991),
  wrong('bigint', '9223372036854775808', '9223372036854775807'),
  wrong('integer', 4, 5, { minimum: 5 }),
  wrong('numeric', '1,5', '1.5'),
  wrong('numeric', '123.456', '123.4500', { precision: 5, scale: 2 }),
  wrong('numeric', 1000, '999.99', { precision: 5, scale: 2 }),
  wrong('decimal', 'NaN', 1e21),
  wrong('double', '1.5', 1.5),
  wrong('real', 1e39, 1e38),
  wrong('boolean', 'true', true),
  wrong('date', '2026-02-29', '2024-02-29'),
  wrong('date', '29.02.2024', 'CURRENT_DATE'),
  wrong('time', '24:00:01', '23:59:59.999999'),
  wrong('timetz', '12:00', '12:00+02:00'),
  wrong('timestamp', '2026-01-31T12:00:00Z', '2026-01-31 12:00'),
  wrong('timestamptz', '2026-01-31T12:00:00', '2026-01-31T12:00:00.5Z'),
  wrong('interval', '1 day', 'P1DT0.5S'),
  wrong('interval', 'P', 'PT1H'),
  wrong('interval', 'P+1D', 'P-1D'),
  wrong('interval', 'P1.5Y', 'P1W2D'),
  wrong('interval', 'P178956971Y', 'P178956970Y'),
  wrong('interval', 'PT9999999999.999999S', 'PT999999999.999999S'),
  wrong('interval', 'PT0.5S', 'PT1.000S', { precision: 0 }),
  wrong('time', '23:59:59.7', '23:59:59.000', { precision: 0 }),
  wrong('timetz', '12:00:00.1234+02', '12:00:00.123+02', { precision: 3 }),
  wrong('timestamp', '2026-01-31T12:00:00.1234', '2026-01-31T12:00:00.1230', { precision: 3 }),
  wrong('timestamptz', '2026-01-31T12:00:00.0000001Z', '2026-01-31T12:00:00.0000010Z'),
  wrong('timestamptz', '9999-12-31T23:59:59-01:00', '9999-12-31T23:59:59Z'),
  wrong('time', ['12:00:00.5'], ['12:00:00'], { precision: 0, array: true }),
  wrong('numeric', ['0.125'], ['0.120'], { precision: 5, scale: 2, array: true }),
  wrong('numeric', '1', '0.99', { precision: 2, scale: 2 }),
  wrong('numeric', `1${'0'.repeat(1000)}`, '9'.repeat(1000)),
  wrong('bigint', '9223372036854775807', '9223372036854775806', { maximum: '9223372036854775806' }),
  wrong('numeric', '0.30000000000000000001', '0.3', { maximum: '0.30000000000000000000' }),
  wrong('real', 3.4028236e38, 3.4028235e38),
  wrong('char', 'ab ', 'ab', { length: 5 }),
  wrong('macaddr', '08:00-2b:01:02:03', '08:00:2b:01:02:03'),
  wrong('inet', 'fe80::1%eth0', 'fe80::1'),
  wrong('url', 'file:///etc/passwd', 'HTTPS://bücher.example/ä?q=%20'),
  wrong('url', 'https:example.org', 'http://[::1]:80/'),
  wrong('email', 'a b@example.org', 'jürgen@bücher.example'),
  wrong('bytea', 'AB==', 'AA=='),
  wrong('uuid', 'abc', '01890000-0000-7000-8000-00000000000A'),
  wrong('bytea', 'A', 'QQ=='),
  wrong('jsonb', { a: 'b\u0000' }, { a: [null, 'b'] }),
  wrong('inet', '10.0.0.256', '10.0.0.1/8'),
  wrong('inet', '1::2::3', '::ffff:10.0.0.1'),
  wrong('cidr', '10.0.0.1/8', '10.0.0.0/8'),
  wrong('cidr', '2001:db8::1/32', '2001:db8::/32'),
  wrong('macaddr', '08:00:2b:01:02', '08-00-2b-01-02-03'),
  wrong('enum', 'c', "b's", { enumValues: ['a', "b's"] }),
  wrong('text', 'a', ['a'], { array: true }),
  wrong('integer', [1, null], [1, 2], { array: true }),
  wrong('enum', ['c'], ['a', 'a'], { array: true, enumValues: ['a'] }),
  forbidden('uuid', 'uuid_generate_v4()', ' GEN_RANDOM_UUID() '),
  forbidden('date', 'gen_random_uuid()', 'now()'),
  forbidden('time', 'current_date', 'current_timestamp'),
  forbidden('integer', "nextval('s')", 0),
  forbidden('timestamptz', "now() - interval '1 day'; drop table x; f()", 'now()'),
  forbidden('serial', 1, null),
  forbidden('text', 'secret', null, { format: 'password' }),
];
