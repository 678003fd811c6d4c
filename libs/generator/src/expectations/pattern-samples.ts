import fc from 'fast-check';

/** What the texts must satisfy besides the patterns: lengths in characters. */
export interface TextLimits {
  readonly minLength: number;
  readonly maxLength: number;
}

const seed = 20_241_122;
const wanted = 24;

/** Candidates longer than this are not tried: a pattern that backtracks must not stall a generation. */
const longestCandidate = 64;

const printable =
  /^[\u0021-\u007e\u00a1-\u02af\u0370-\u03ff\u0400-\u04ff\u4e00-\u9fff]([\u0020-\u007e\u00a1-\u02af\u0370-\u03ff\u0400-\u04ff\u4e00-\u9fff]*[\u0021-\u007e\u00a1-\u02af\u0370-\u03ff\u0400-\u04ff\u4e00-\u9fff])?$/;

/** Dot segments disappear from URLs, wherever they are encoded or not; a key must not be one. */
const usableInUrl = (text: string) => text !== '.' && text !== '..';

const candidates = (pattern: string): string[] => {
  try {
    const arbitrary = fc.stringMatching(new RegExp(pattern), { size: 'small' });
    return [
      ...fc.sample(arbitrary, { seed, numRuns: 120 }),
      ...fc.sample(fc.stringMatching(new RegExp(pattern), { size: 'medium' }), { seed, numRuns: 60 }),
    ];
  } catch {
    return [];
  }
};

const matcher = (pattern: string): ((text: string) => boolean) => {
  const plain = new RegExp(pattern);
  try {
    const unicode = new RegExp(pattern, 'u');
    return (text) => plain.test(text) && unicode.test(text);
  } catch {
    return (text) => plain.test(text);
  }
};

/**
 * Distinct texts that match every pattern, always the same ones; an empty list where none are found (look-arounds,
 * back references, patterns that no text of the length matches).
 */
export const patternSamples = (patterns: readonly string[], limits: TextLimits): readonly string[] => {
  const matchers = patterns.map(matcher);
  const found = new Set<string>();
  for (const pattern of patterns) {
    for (const text of candidates(pattern)) {
      if (found.size >= wanted) break;
      if (text.length < limits.minLength || text.length > Math.min(limits.maxLength, longestCandidate)) continue;
      if (printable.test(text) && usableInUrl(text) && matchers.every((matches) => matches(text))) found.add(text);
    }
  }
  return [...found];
};
