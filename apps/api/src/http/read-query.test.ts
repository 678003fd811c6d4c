import { PageQuery } from '@snapinfra/contracts';
import { Value } from 'typebox/value';
import { expect, it } from 'vitest';
import { readQuery, repeatedParameters } from './read-query.ts';

it('reads whole numbers, and fills in defaults', () => {
  expect(readQuery(PageQuery, { cursor: '7' })).toEqual({ limit: 20, cursor: '7' });
  expect(readQuery(PageQuery, { limit: '7' })).toEqual({ limit: 7 });
  expect(readQuery(PageQuery, undefined)).toEqual({ limit: 20 });
});

it.each([
  '',
  '1.5',
  '1.0',
  '1e1',
  '1e3',
  '0x10',
  '+1',
  '-1',
  '0',
  '-0',
  '007',
  ' 1',
  '1 ',
  'abc',
  'true',
  'null',
  '１',
])('takes %j for no number of items', (limit) => {
  expect(Value.Check(PageQuery, readQuery(PageQuery, { limit }))).toBe(false);
});

it('does not choose among several', () => {
  expect(repeatedParameters({ limit: ['1', '2'], cursor: 'x' })).toMatchObject([{ instancePath: '/limit' }]);
  expect(repeatedParameters(undefined)).toEqual([]);
});

it('knows no parameter by the name of something inherited', () => {
  const sent = Object.assign(Object.create(null) as object, JSON.parse('{"__proto__": "1", "constructor": "2"}'));
  expect(Value.Check(PageQuery, readQuery(PageQuery, sent))).toBe(false);
});
