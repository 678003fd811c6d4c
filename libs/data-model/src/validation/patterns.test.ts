import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unicodePattern } from './patterns.ts';

describe('unicodePattern', () => {
  it('leaves a pattern alone that is valid in Unicode mode', () => {
    for (const pattern of ['^[a-z]+$', String.raw`\p{L}`, String.raw`^\d{3}-\d{4}$`, '']) {
      expect(unicodePattern(pattern)).toBe(pattern);
    }
  });

  it.each([
    [String.raw`^\w+\@\w+$`, 'a@b', 'ab'],
    [String.raw`^[\w-.]+$`, 'a-b.c', 'a b'],
    [String.raw`^[.-\w]+$`, 'a-b.c', 'a b'],
    [String.raw`^[\w\-]+\-$`, 'a-', 'a'],
    [String.raw`^\#[0-9a-f]{6}$`, '#00ff00', '00ff00'],
    [String.raw`^[\d-x]+$`, '1-x', 'y'],
    [String.raw`a\_b\:c\"`, 'a_b:c"', 'abc'],
    [String.raw`^[\@\#]+$`, '@#', '\\'],
  ])('writes %s so that it means the same in Unicode mode', (pattern, matching, other) => {
    const modern = unicodePattern(pattern);
    expect(modern).toBeDefined();
    for (const text of [matching, other]) {
      expect(new RegExp(modern ?? '', 'u').test(text)).toBe(new RegExp(pattern).test(text));
    }
    expect(new RegExp(modern ?? '', 'u').test(matching)).toBe(true);
    expect(new RegExp(modern ?? '', 'u').test(other)).toBe(false);
  });

  it('refuses texts that are not patterns', () => {
    for (const pattern of ['(', '[a', 'a**', '(?<a', '*']) expect(unicodePattern(pattern)).toBeUndefined();
  });

  it('never changes the texts that a pattern matches', () => {
    const piece = fc.constantFrom(
      'a',
      'b-',
      '.',
      '[',
      ']',
      '-',
      '^',
      '$',
      '\\w',
      '\\-',
      '\\@',
      '\\d',
      '\\]',
      '\\\\',
      '{',
      '}',
      '+',
      '(',
      ')',
      '|',
      '\\/',
      '\\_',
      '{2}',
      ',',
    );
    const texts = [
      '',
      'a',
      'b-',
      '@',
      '-',
      'aa',
      '_',
      '/',
      ']',
      '[',
      '\\',
      'a-b',
      '{',
      '}',
      '1',
      ',',
      '^',
      'b-b-',
      '.',
    ];
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 8 }), (pieces) => {
        const pattern = pieces.join('');
        const modern = unicodePattern(pattern);
        if (modern === undefined) return;
        for (const text of texts) expect(new RegExp(modern, 'u').test(text)).toBe(new RegExp(pattern).test(text));
      }),
      { numRuns: 3000 },
    );
  });
});
