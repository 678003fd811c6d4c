import { checkSync } from 'recheck';
import type { Expression } from './find-expressions.ts';

/** Linear, superlinear with the growth and an attack text, or undecided with the reason. */
export type Verdict =
  | { readonly kind: 'linear' }
  | { readonly kind: 'superlinear'; readonly growth: string; readonly attack: string }
  | { readonly kind: 'undecided'; readonly reason: string };

/** Limits steps instead of time, so that the result does not depend on the machine. */
const limits = {
  timeout: null,
  attackTimeout: null,
  incubationTimeout: null,
  seedingTimeout: null,
  // Enough to distinguish quadratic from linear growth, within less than a minute per expression.
  maxAttackStringSize: 20_000,
  attackLimit: 20_000_000,
} as const;

/** Determines with recheck how the matching time grows with the length of the text. */
export const checkExpression = ({ source, flags }: Pick<Expression, 'source' | 'flags'>): Verdict => {
  const found = checkSync(source, flags, limits);
  if (found.status === 'safe') return { kind: 'linear' };
  if (found.status === 'vulnerable')
    return { kind: 'superlinear', growth: found.complexity.summary, attack: found.attack.pattern };
  const { error } = found;
  return { kind: 'undecided', reason: 'message' in error ? error.message : error.kind };
};
