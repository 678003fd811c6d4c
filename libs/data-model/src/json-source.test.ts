import { describe, expect, it } from 'vitest';
import { lostInParsing as find } from './json-source.ts';

const lost = (json: string) => find(json, JSON.parse(json));

describe('numbers that JavaScript cannot hold', () => {
  it.each([
    ['99999999999999.999', ''],
    ['{"a":9007199254740993}', '/a'],
    ['{"a" : -0.10000000000000000001}', '/a'],
    ['[1e400, 5e-324, 1e-400]', '/0'],
    ['{"a":[1, 12345678901234567890]}', '/a/1'],
    ['{"a/b":{"~":[[0,1.00000000000000000001]]}}', '/a~1b/~0/0/1'],
    ['{"\\u0061\\"":9007199254740993}', '/a"'],
  ])('are found in %s', (json, place) => {
    expect(lost(json).inexactNumbers).toContain(place);
  });

  it.each([
    '0.1',
    '1e30',
    '[100000000000000000000, 9007199254740992]',
    '-0.50000000000000000000',
    '"9007199254740993, 1e400"',
    '{"9007199254740993":"\\\\", "a": "\\"1e400"}',
  ])('are not found in %s', (json) => {
    expect(lost(json)).toEqual({ inexactNumbers: [], repeatedMembers: [] });
  });

  it('are told of many for the first hundred', () => {
    const many = Array.from({ length: 1000 }, () => '9007199254740993').join();
    expect(lost(`[${many}]`).inexactNumbers).toHaveLength(100);
  });
});

describe('members of the same name', () => {
  it.each([
    ['{"a":1,"b":2,"a":3}', ['/a']],
    ['[{}, {"a":{"b":1,"\\u0062":2}}]', ['/1/a/b']],
    ['{"__proto__":1,"__proto__":2,"":0,"":0}', ['/__proto__', '/']],
  ])('are found in %s', (json, places) => {
    expect(lost(json).repeatedMembers).toEqual(places);
  });

  it.each(['{"a":{"a":{"a":1}},"b":{"a":1}}', '[{"a":1},{"a":1}]', '{"__proto__":{"a":1}}', '{"a":":"}'])(
    'are not found in %s',
    (json) => {
      expect(lost(json).repeatedMembers).toEqual([]);
    },
  );
});
