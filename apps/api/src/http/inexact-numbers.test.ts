import { describe, expect, it } from 'vitest';
import { inexactNumbers as find } from './inexact-numbers.ts';
import { parseJson } from './json-body.plugin.ts';

const inexactNumbers = (json: string) => find(Buffer.from(json));
const field = (members: string): string => `{"name":"n","tables":[{"name":"a","fields":[{"name":"x"},{${members}}]}]}`;
const at = (member: string): string => `/tables/0/fields/1/${member}`;

describe('the numbers of a model that JavaScript cannot hold', () => {
  it.each([
    ['"default": 99999999999999.999', at('default')],
    ['"defaultValue":9007199254740993', at('defaultValue')],
    ['"minimum":1e400', at('minimum')],
    ['"maximum" : -0.10000000000000000001', at('maximum')],
    ['"default":[1, 12345678901234567890]', at('default/1')],
    ['"default":{"a/b":{"c":[[0,1.00000000000000000001]]}}', at('default/a~1b/c/0/1')],
    ['"validation":[{"type":"min","value":9007199254740993}]', at('validation/0/value')],
    ['"\\u0064efault":9007199254740993', at('default')],
  ])('are found in %s', (members, path) => {
    expect(inexactNumbers(field(members))).toEqual([path]);
    expect(() => parseJson(Buffer.from(`{"schema":${field(members)}}`))).toThrow(`/schema${path} has more digits`);
  });

  it.each([
    '"default":0.1',
    '"default":1e30',
    '"default":100000000000000000000',
    '"maximum":9007199254740992',
    '"minimum":-0.50000000000000000000',
    '"default":"9007199254740993, 1e400"',
    '"metadata":{"x":9007199254740993}',
  ])('are not found in %s', (members) => {
    expect(inexactNumbers(field(members))).toEqual([]);
  });

  it('are those of models only, and of many the first hundred', () => {
    expect(inexactNumbers('{"architecture":{"nodes":[{"default":9007199254740993}]}}')).toEqual([]);
    const many = Array.from({ length: 1000 }, () => '9007199254740993').join();
    expect(inexactNumbers(field(`"default":[${many}]`))).toHaveLength(100);
  });
});
