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
  it.each(['*', '"3"', '"3-canonical"', '"1", "3"', '"a,b" ,"3",', 'W/"3", "3"', undefined])(
    '%s allows a change of version 3',
    (header) => {
      expect(() => requireMatch(header, 3)).not.toThrow();
    },
  );

  it.each([
    ['"2"', 'precondition_failed'],
    ['"33"', 'precondition_failed'],
    ['"2", W/"2"', 'precondition_failed'],
    ['W/"3"', 'precondition_weak_tag'],
    ['W/"2"', 'precondition_weak_tag'],
    ['"2", W/"3"', 'precondition_weak_tag'],
    ['3', 'validation_failed'],
    ['', 'validation_failed'],
    ['"3', 'validation_failed'],
    ['*, "3"', 'validation_failed'],
    ['w/"3"', 'validation_failed'],
  ])('%s does not, and is told why: %s', (header, code) => {
    expect(() => requireMatch(header, 3)).toThrow(expect.objectContaining({ code }));
  });
});
