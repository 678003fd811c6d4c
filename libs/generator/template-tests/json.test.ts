import { describe, expect, it } from 'vitest';
import { firstDuplicate } from '../template/src/core/json-duplicates.ts';
import { countMembers, outlineOf, parseExactly } from '../template/src/core/json-source.ts';

const outline = (text: string) => outlineOf(Buffer.from(text));
const exactly = (text: string): unknown => parseExactly(text, outline(text));
const again = (text: string): string => JSON.stringify(exactly(text));

describe('the numbers of a body', () => {
  it.each([
    '99999999999999.999',
    '1.0000000000000000001',
    '[9007199254740993,{"a":-123456789012345678901234567890.5}]',
    '{"tiny":1e-400,"huge":1e400,"long":0.1000000000000000055511151231257827}',
  ])('stand as they were written where no double is that number: %s', (text) => {
    expect(again(text)).toBe(text);
  });

  it.each([
    ['1e3', 1000],
    ['5.0', 5],
    ['0.1', 0.1],
    ['1.5000000000000000000', 1.5],
    ['100000000000000000000', 1e20],
    ['9007199254740992', 9_007_199_254_740_992],
    ['"99999999999999.999"', '99999999999999.999'],
    ['{"e1":true,"2e2":["1e400",null]}', { e1: true, '2e2': ['1e400', null] }],
  ])('are plain ones where a double is: %s', (text, value) => {
    expect(exactly(text)).toEqual(value);
  });

  it('are looked for in numbers only, so that most bodies are parsed once', () => {
    expect(outline('{"a":[1,2.5,-3],"1e5":"12345678901234567890 1e5 \\"9","b":false}').hasLongNumber).toBe(false);
    expect(outline('[0.000000000000001]').hasLongNumber).toBe(true);
    expect(outline('[1e5]').hasLongNumber).toBe(true);
  });

  it('are left alone in a value that is too deep to be one', () => {
    const deep = `${'['.repeat(100_000)}9007199254740993${']'.repeat(100_000)}`;
    expect(() => exactly(deep)).not.toThrow();
  });
});

describe('members of one name', () => {
  it.each([
    ['{"a":1,"a":1}', '/a'],
    ['{"a":{"b":[0,{"c":1,"d":{},"c":2}]}}', '/a/b/1/c'],
    ['{"x":"}","\\u0061":1,"a":2}', '/a'],
    ['{"a/b":{"~":1,"~":2}}', '/a~1b/~0'],
    ['{"__proto__":1,"__proto__":2}', '/__proto__'],
  ])('are found in %s', (text, path) => {
    const json = Buffer.from(text);
    expect(countMembers(JSON.parse(text))).toBeLessThan(outlineOf(json).members);
    expect(firstDuplicate(json)).toBe(path);
  });

  it.each([
    '{"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]}',
    '[]',
    '{}',
    '{"a":":,{","b":"\\"a\\":"}',
    '{"__proto__":{"a":1}}',
  ])('are not found in %s', (text) => {
    expect(countMembers(JSON.parse(text))).toBe(outline(text).members);
    expect(firstDuplicate(Buffer.from(text))).toBeUndefined();
  });
});
