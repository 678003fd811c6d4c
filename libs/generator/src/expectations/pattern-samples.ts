import { matchesPattern } from '../patterns/match-pattern.ts';
import { parsePattern } from '../patterns/parse-pattern.ts';
import type { Budget, Pattern } from '../patterns/pattern.ts';
import { createRandom, samplePattern, type Sampling } from '../patterns/sample-pattern.ts';

/** What the texts must satisfy besides the patterns: lengths in characters. */
export interface TextLimits {
  readonly minLength: number;
  readonly maxLength: number;
}

const seed = 20_241_122;
const wanted = 24;
const attempts = 180;
const longestCandidate = 64;

/** A pattern may be made to take for ever. What needs more steps than this, less than a second's worth, is given up. */
const mostSteps = 100_000;
/** A model may have a hundred thousand of those; an honest one of a thousand patterns needs half as many steps. */
const mostStepsOfModel = 10_000_000;

const usableAtEnds = /^\S(?:.*\S)?$/su;

/** Dot segments disappear from URLs, wherever they are encoded or not; a key must not be one. */
const usableInUrl = (text: string) => text !== '.' && text !== '..';

const filler = 'abcdefghijklmnopqrstuvwxyz';

/** As it was made, and longer: a pattern without an end goes on with whatever there is. */
const withLength = (text: string, { minLength }: TextLimits): readonly string[] =>
  text.length >= minLength ? [text] : [text + filler.repeat(3).slice(0, minLength - text.length)];

const candidates = function* (pattern: Pattern, limits: TextLimits, budget: Budget): Iterable<string> {
  const random = createRandom(seed);
  const choices: Sampling['choices'] = new Map();
  const longest = Math.min(limits.maxLength, longestCandidate);
  for (let attempt = 0; attempt < attempts && budget.steps > 0; attempt += 1) {
    const text = samplePattern(pattern, { random, budget, longest, choices, repeats: 2 + (attempt % 11) });
    if (text !== undefined) yield* withLength(text, limits);
  }
};

const findSamples = (sources: readonly string[], limits: TextLimits, budget: Budget): readonly string[] => {
  const patterns = sources.map(parsePattern).filter((pattern) => pattern !== undefined);
  if (patterns.length < sources.length || limits.minLength > longestCandidate) return [];
  const found = new Set<string>();
  const fits = (text: string): boolean =>
    text.length >= limits.minLength &&
    text.length <= Math.min(limits.maxLength, longestCandidate) &&
    usableAtEnds.test(text) &&
    usableInUrl(text) &&
    patterns.every((pattern) => matchesPattern(pattern, text, budget));
  for (const pattern of patterns) {
    for (const text of candidates(pattern, limits, budget)) {
      if (found.size >= wanted) return [...found];
      if (fits(text)) found.add(text);
    }
  }
  return [...found];
};

export type PatternSamples = (sources: readonly string[], limits: TextLimits) => readonly string[];

/**
 * Gives distinct texts that match every pattern, always the same ones; an empty list where none are found (look-arounds,
 * back references, patterns that no text of the length matches), or where that would take too many steps.
 */
export const createPatternSamples = (): PatternSamples => {
  const known = new Map<string, readonly string[]>();
  let left = mostStepsOfModel;
  return (sources, limits) => {
    const key = JSON.stringify([sources, limits.minLength, limits.maxLength]);
    const budget: Budget = { steps: Math.min(mostSteps, left) };
    const given = budget.steps;
    const samples = known.get(key) ?? findSamples(sources, limits, budget);
    left -= given - Math.max(0, budget.steps);
    known.set(key, samples);
    return samples;
  };
};
