import type { Budget, Pattern } from './pattern.ts';

/** Numbers from 0 up to, and without, `limit`. */
export type Random = (limit: number) => number;

/** Always the same numbers for a seed (mulberry32). */
export const createRandom = (seed: number): Random => {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
};

const range = (first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, index) => String.fromCodePoint(first + index));

/** Plain characters first, since most sets have some; others for sets of other alphabets. */
const plain = [...range(0x30, 0x39), ...range(0x41, 0x5a), ...range(0x61, 0x7a)];
const printable = range(0x20, 0x7e);
const foreign = ['é', 'ß', 'Ω', 'λ', 'Ж', 'я', '注', '文', '一'];
const alphabets = [plain, printable, [...printable, ...foreign]];

const choicesOf = (pattern: Extract<Pattern, { kind: 'character' }>): readonly string[] => {
  for (const alphabet of alphabets) {
    const choices = alphabet.filter((character) => pattern.has(character));
    if (choices.length > 0) return choices;
  }
  return [];
};

export interface Sampling {
  readonly random: Random;
  readonly budget: Budget;
  readonly longest: number;
  /** The most repetitions of a part without an upper limit, beyond its minimum. */
  readonly repeats: number;
  readonly choices: Map<Pattern, readonly string[]>;
}

/** A text of the pattern's form, anchors aside; undefined where it would be too long, or the steps are used up. */
export const samplePattern = (pattern: Pattern, sampling: Sampling): string | undefined => {
  let text = '';
  const write = (part: Pattern): boolean => {
    sampling.budget.steps -= 1;
    if (sampling.budget.steps < 0 || text.length > sampling.longest) return false;
    switch (part.kind) {
      case 'character': {
        const choices = sampling.choices.get(part) ?? choicesOf(part);
        sampling.choices.set(part, choices);
        if (choices.length === 0) return false;
        text += choices[sampling.random(choices.length)] ?? '';
        return true;
      }
      case 'sequence':
        return part.parts.every(write);
      case 'choice':
        return part.options.length > 0 && write(part.options[sampling.random(part.options.length)] ?? part);
      case 'repeat': {
        const spare = Math.min(part.most - part.least, sampling.repeats);
        const count = part.least + sampling.random(spare + 1);
        for (let done = 0; done < count; done += 1) if (!write(part.part)) return false;
        return true;
      }
      default:
        return true;
    }
  };
  return write(pattern) && text.length <= sampling.longest ? text : undefined;
};
