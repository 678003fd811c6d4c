import type { Budget, Pattern } from './pattern.ts';

/** Positions between the characters of a text, one bit for each. */
type Positions = bigint;

interface Run {
  readonly characters: readonly string[];
  readonly budget: Budget;
  /** The ends of a part, by its start: each is computed once, so that matching stays polynomial. */
  readonly ends: Map<Pattern, Map<number, Positions>>;
}

const bits: Positions[] = [];
const bit = (position: number): Positions => (bits[position] ??= 1n << BigInt(position));

const fromEach = (pattern: Pattern, starts: Positions, run: Run): Positions => {
  let ends = 0n;
  run.budget.steps -= 1;
  for (let position = 0; position <= run.characters.length; position += 1)
    if ((starts & bit(position)) !== 0n) ends |= endsOf(pattern, position, run);
  return ends;
};

const endsOfRepeat = (pattern: Extract<Pattern, { kind: 'repeat' }>, start: number, run: Run): Positions => {
  let current = bit(start);
  for (let count = 0; count < pattern.least; count += 1) {
    const next = fromEach(pattern.part, current, run);
    if (next === current) break;
    current = next;
  }
  let all = current;
  for (let count = pattern.least; count < pattern.most; count += 1) {
    current = fromEach(pattern.part, current, run) & ~all;
    if (current === 0n) break;
    all |= current;
  }
  return all;
};

const findEnds = (pattern: Pattern, start: number, run: Run): Positions => {
  const { characters } = run;
  switch (pattern.kind) {
    case 'character': {
      const character = characters[start];
      return character !== undefined && pattern.has(character) ? bit(start + 1) : 0n;
    }
    case 'start':
      return start === 0 ? bit(start) : 0n;
    case 'end':
      return start === characters.length ? bit(start) : 0n;
    case 'sequence':
      return pattern.parts.reduce((positions, part) => fromEach(part, positions, run), bit(start));
    case 'choice':
      return pattern.options.reduce((positions, option) => positions | endsOf(option, start, run), 0n);
    case 'repeat':
      return endsOfRepeat(pattern, start, run);
  }
};

const endsOf = (pattern: Pattern, start: number, run: Run): Positions => {
  run.budget.steps -= 1;
  if (run.budget.steps < 0) return 0n;
  const known = run.ends.get(pattern) ?? new Map<number, Positions>();
  run.ends.set(pattern, known);
  const ends = known.get(start) ?? findEnds(pattern, start, run);
  known.set(start, ends);
  return ends;
};

/** Whether the pattern matches anywhere in the text. False, too, where the steps are used up. */
export const matchesPattern = (pattern: Pattern, text: string, budget: Budget): boolean => {
  const run: Run = { characters: [...text], budget, ends: new Map() };
  for (let start = 0; start <= run.characters.length; start += 1)
    if (endsOf(pattern, start, run) !== 0n) return budget.steps >= 0;
  return false;
};
