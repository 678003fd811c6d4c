/** The share of two lists that is in both, from 0 to 1 (Sørensen–Dice); what is in a list twice counts twice. */
export const commonShare = (left: readonly string[], right: readonly string[]): number => {
  const rest = new Map<string, number>();
  for (const text of right) rest.set(text, (rest.get(text) ?? 0) + 1);
  const shared = left.filter((text) => {
    const count = rest.get(text) ?? 0;
    rest.set(text, count - 1);
    return count > 0;
  });
  const total = left.length + right.length;
  return total === 0 ? 0 : (2 * shared.length) / total;
};

const neighbours = (text: string): readonly string[] =>
  Array.from({ length: Math.max(text.length - 1, 0) }, (_, index) => text.slice(index, index + 2));

/** A name without what conventions differ in: `unit_price` and `unitPrice` are one. */
export const plainName = (name: string): string => {
  const lower = name.toLowerCase();
  return lower.replaceAll(/[\s_-]/gu, '') || lower;
};

/** How alike two names are, from 0 to 1, by their neighbouring letters. */
export const nameSimilarity = (left: string, right: string): number => {
  const [one, other] = [plainName(left), plainName(right)];
  return one === other ? 1 : commonShare(neighbours(one), neighbours(other));
};

const opposites: readonly (readonly string[])[] = [
  ['enabled', 'disabled'],
  ['show', 'hide'],
  ['shown', 'hidden'],
  ['visible', 'hidden'],
  ['public', 'private'],
  ['open', 'closed'],
];

/** The words of a name, without those that only say that it is an answer. */
const tellingWords = (name: string): readonly string[] =>
  name
    .replaceAll(/(?<=[\p{Ll}\d])(?=\p{Lu})/gu, '_')
    .toLowerCase()
    .split(/[\s_-]/u)
    .filter((word) => word !== 'is');

const negates = (one: string, other: string): boolean => {
  const prefixes = other === '' ? ['not', 'no', 'non'] : ['in', 'un', 'dis', 'not', 'no', 'non'];
  return prefixes.some((prefix) => one === prefix + other);
};

/** Whether yes means in the one what no means in the other, as in `active` and `is_inactive`. */
export const areOppositeNames = (left: string, right: string): boolean => {
  const [before, after] = [tellingWords(left), tellingWords(right)];
  const one = before.filter((word) => !after.includes(word)).join('');
  const other = after.filter((word) => !before.includes(word)).join('');
  return (
    negates(one, other) ||
    negates(other, one) ||
    opposites.some((pair) => pair.includes(one) && pair.includes(other) && one !== other)
  );
};

export interface Scored<From, To> {
  readonly from: From;
  readonly to: To;
  /** From 0 to 1. */
  readonly score: number;
}

/** What pairs have to reach to be worth a question. */
const threshold = 0.5;
/** Where more has gone and come than this, the later model is another one, and no answer could be found by asking. */
const mostPairs = 40_000;

const rounded = (score: number): number => Math.round(Math.min(score, 1) * 100) / 100;

/** Scores that differ by less are as good as equal. */
const margin = 0.1;

/**
 * The best pairs of two lists, each thing once, as far as they are worth a question; ties by their order.
 *
 * @param areInOrder whether two things stand in the same place, which decides between pairs that are about as good
 */
export const bestPairs = <From, To>(
  from: readonly From[],
  to: readonly To[],
  scoreOf: (from: From, to: To) => number,
  areInOrder: (from: From, to: To) => boolean = () => false,
): readonly Scored<From, To>[] => {
  if (from.length * to.length > mostPairs) return [];
  const rankOf = (pair: Scored<From, To>): number => pair.score + (areInOrder(pair.from, pair.to) ? margin : 0);
  const scored = from
    .flatMap((one) => to.map((other): Scored<From, To> => ({ from: one, to: other, score: scoreOf(one, other) })))
    .filter(({ score }) => score >= threshold)
    .map((pair) => ({ pair, rank: rankOf(pair) }))
    .toSorted((left, right) => right.rank - left.rank)
    .map(({ pair }) => pair);
  const taken = new Set<From | To>();
  return scored
    .filter((pair) => {
      if (taken.has(pair.from) || taken.has(pair.to)) return false;
      taken.add(pair.from).add(pair.to);
      return true;
    })
    .map((pair) => ({ ...pair, score: rounded(pair.score) }));
};
