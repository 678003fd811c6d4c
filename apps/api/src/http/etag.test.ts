import { describe, expect, it } from 'vitest';
import { etagOf, isUnchanged, requireMatch } from './etag.ts';

describe('If-None-Match', () => {
  it.each([
    ['"3"', true],
    ['W/"3"', true],
    ['"1", W/"3"', true],
    ['*', true],
    ['"4"', false],
    ['"3-canonical"', false],
    ['3', false],
    [undefined, false],
  ])('%s', (header, unchanged) => {
    expect(isUnchanged(header, etagOf(3))).toBe(unchanged);
  });
});

describe('If-Match', () => {
  it.each([undefined, '*', '"3"', '"3-canonical"', '"1", "3"'])('%s allows a change of version 3', (header) => {
    expect(() => requireMatch(header, 3)).not.toThrow();
  });

  it.each(['"4"', 'W/"3"', '"30"', '3', ''])('%s does not', (header) => {
    expect(() => requireMatch(header, 3)).toThrow(/current ETag is "3"/);
  });
});
