import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPatternSamples } from '../expectations/pattern-samples.ts';
import { matchesPattern } from './match-pattern.ts';
import { parsePattern } from './parse-pattern.ts';

const matches = (source: string, text: string): boolean => {
  const pattern = parsePattern(source);
  if (pattern === undefined) throw new Error(`${source} is not read`);
  return matchesPattern(pattern, text, { steps: 1_000_000 });
};

const atom = fc.constantFrom(
  'a',
  'b',
  '.',
  '[ab]',
  '[^a]',
  '\\d',
  '\\w',
  '\\.',
  '\\u0061',
  '[a\\]-]',
  '\\p{Lu}',
  '^',
  '$',
  '/',
);
const quantifier = fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,}', '{0,2}', '*?', '+?');
const { source: sources } = fc.letrec<{ source: string; group: string }>((tie) => ({
  source: fc
    .array(
      fc.oneof(
        { maxDepth: 3 },
        fc.tuple(atom, quantifier).map(([one, more]) => (/[$^]/.test(one) && one.length === 1 ? one : one + more)),
        tie('group'),
        fc.constant('|'),
      ),
      { maxLength: 5 },
    )
    .map((parts) => parts.join('')),
  group: fc
    .tuple(fc.constantFrom('(', '(?:', '(?<x>'), tie('source'), quantifier)
    .map(([open, inner, more]) => `${open}${inner})${more}`),
}));
const isValid = (source: string): boolean => {
  try {
    return new RegExp(source, 'u').source !== '';
  } catch {
    return false;
  }
};

describe('patterns', () => {
  it('match like those of ECMAScript', () => {
    const texts = fc.string({
      unit: fc.constantFrom('a', 'b', 'A', '1', '.', ']', '-', '/', '\n', 'é', '😀'),
      maxLength: 6,
    });
    fc.assert(
      fc.property(sources.filter(isValid), texts, (source, text) => {
        expect(matches(source, text)).toBe(new RegExp(source, 'u').test(text));
      }),
      { numRuns: 2000 },
    );
  });

  it.each(['(?=a)b', '(?<!a)b', '(a)\\1', '\\bword', '(?<x>a)\\k<x>', '(?i:a)'])(
    'have no samples where %s is asked',
    (source) => {
      expect(parsePattern(source)).toBeUndefined();
      expect(createPatternSamples()([source], { minLength: 0, maxLength: 99 })).toEqual([]);
    },
  );
});

describe('samples of patterns', () => {
  it.each([
    '^[a-z0-9]+(?:-[a-z0-9]+)*$',
    '^#[0-9a-fA-F]{6}$',
    '^[0-9]{4}/[0-9]{6}$',
    '^[A-Z][0-9][0-9A-Z](\\.[0-9A-Z]{1,4})?$',
    '^\\+?[0-9 -]{5,20}$',
    '^[MFX]$',
    '^(?<year>\\d{4})-(0[1-9]|1[0-2])$',
    '^\\p{Lu}\\p{Ll}+$',
    '^[а-яё]{3,}$',
    '[A-Z]{2}',
  ])('of %s match it, differ, and are always the same', (source) => {
    const limits = { minLength: 0, maxLength: 40 };
    const samples = createPatternSamples()([source], limits);
    expect(samples.length).toBeGreaterThan(1);
    expect(new Set(samples).size).toBe(samples.length);
    for (const sample of samples) expect(sample).toMatch(new RegExp(source, 'u'));
    expect(createPatternSamples()([source], limits)).toEqual(samples);
  });

  it('have the length that the field asks for', () => {
    for (const sample of createPatternSamples()(['^[a-z]+$'], { minLength: 12, maxLength: 14 }))
      expect(sample).toMatch(/^[a-z]{12,14}$/);
    expect(createPatternSamples()(['[A-Z]'], { minLength: 9, maxLength: 14 }).length).toBeGreaterThan(1);
  });

  // Each of these took for ever, or all memory.
  it.each([
    [['^((((((x*)*)*)*)*)*)*$']],
    [['^(((((a{99}){99}){99}){99}){99})$']],
    [['^(a+)+$', '^a+!$']],
    [['^(a|a)*$', '^(a|aa)+!$']],
    [['^(((((){99}){99}){99}){99}){99}$']],
    [['^(a{0,999999999}){0,999999999}$']],
    [[`^${'(a?'.repeat(300)}${')'.repeat(300)}$`]],
    [[`^${'a*'.repeat(400)}b$`]],
  ])('of %j take a bounded number of steps', (hostile) => {
    const samples = createPatternSamples();
    for (let times = 0; times < 3; times += 1)
      expect(samples(hostile, { minLength: times, maxLength: 64 }).length).toBeLessThan(25);
  });
});
