import { pointer, type Fault } from './problems.ts';
import type { Member } from './registry.ts';

/** The value to store for a value of the body; numbers of exact types become strings. */
export const normalise = (value: unknown, { type: { array, element } }: Pick<Member, 'type'>): unknown =>
  array && Array.isArray(value) ? value.map(element.normalise) : element.normalise(value);

/** A fault if the column would not store a valid value exactly: such values are rejected instead of rounded. */
export const roundingFault = (value: unknown, { name, type }: Pick<Member, 'name' | 'type'>): Fault | undefined => {
  const items = type.array && Array.isArray(value) ? [...value.entries()] : [[undefined, value] as const];
  for (const [index, item] of items) {
    const message = typeof item === 'string' ? type.element.change(item, type) : undefined;
    if (message !== undefined) return { path: pointer(name) + (index === undefined ? '' : pointer(index)), message };
  }
  return undefined;
};
