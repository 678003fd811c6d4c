import { describe, expect, it } from 'vitest';
import { parseJson } from './json-body.plugin.ts';

const parse = (text: string) => parseJson(Buffer.from(text));

describe('parseJson', () => {
  it('reads JSON as it is', () => {
    expect(parse('{"a":[1,"}]{[\\"",null],"é":"\\ud83d\\ude00"}')).toEqual({ a: [1, '}]{["', null], é: '😀' });
  });

  it('takes nothing for no body', () => {
    expect(parse(' \n')).toBeUndefined();
  });

  it('keeps members that other parsers trip over as data', () => {
    const value = parse('{"__proto__":{"admin":true},"constructor":1}') as object;
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
    expect(value).not.toHaveProperty('admin');
  });

  it.each([
    '{',
    '{"a":1,}',
    "{'a':1}",
    'undefined',
    '{"a":"\\ud800"}',
    '{"\\udfff":1}',
    `${'['.repeat(201)}${']'.repeat(201)}`,
  ])('refuses %j', (text) => {
    expect(() => parse(text)).toThrow(/body/);
  });

  it('refuses what would not be given back as it was sent, and says where it is', () => {
    expect(() => parse('{"schema":{"tables":[{"default":99999999999999.999}]}}')).toThrow(
      'The number at /schema/tables/0/default has more digits',
    );
    expect(() => parse('{"analysis":{"a":1e400}}')).toThrow('The number at /analysis/a has more digits');
    expect(() => parse('{"name":"x","schema":{"tables":[],"tables":[]}}')).toThrow(
      'The member at /schema/tables stands in its object twice',
    );
  });

  it('does not take brackets in texts for depth', () => {
    expect(parse(JSON.stringify({ text: '[{'.repeat(1000) }))).toEqual({ text: '[{'.repeat(1000) });
  });
});
