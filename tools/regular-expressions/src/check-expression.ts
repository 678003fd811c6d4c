import { checkSync } from 'recheck';
import type { Expression } from './find-expressions.ts';

/** `linear` in the length of the text that it is tried on; else how it grows and on what, or why nobody can say. */
export type Verdict =
  | { readonly kind: 'linear' }
  | { readonly kind: 'superlinear'; readonly growth: string; readonly attack: string }
  | { readonly kind: 'undecided'; readonly reason: string };

/** Bounded by steps and not by the clock: the verdict of a busy machine is that of an idle one. */
const limits = {
  timeout: null,
  attackTimeout: null,
  incubationTimeout: null,
  seedingTimeout: null,
  // Ten thousand characters are enough to tell a square from a line, and no expression then takes a minute.
  maxAttackStringSize: 20_000,
  attackLimit: 20_000_000,
} as const;

/** Asks recheck how the time that an expression takes grows with the text. */
export const checkExpression = ({ source, flags }: Pick<Expression, 'source' | 'flags'>): Verdict => {
  const found = checkSync(source, flags, limits);
  if (found.status === 'safe') return { kind: 'linear' };
  if (found.status === 'vulnerable')
    return { kind: 'superlinear', growth: found.complexity.summary, attack: found.attack.pattern };
  const { error } = found;
  return { kind: 'undecided', reason: 'message' in error ? error.message : error.kind };
};
