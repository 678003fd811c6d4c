import { isStorable } from './formats.ts';
import { isBeyondDouble, isRawNumber } from './json-source.ts';
import { limits } from './limits.ts';
import { pointer, type Fault } from './problems.ts';

const tooDeep = `must not be nested deeper than ${limits.jsonDepth} levels`;

/** Builds the path of a fault on the way back up, as most values have no fault. */
const faultWithin = (value: unknown, depth: number): Fault | undefined => {
  if (typeof value === 'string') {
    return isStorable(value) ? undefined : { path: '', message: 'must not contain NUL or an unpaired surrogate' };
  }
  if (isRawNumber(value) && !isBeyondDouble(value)) return undefined;
  if (isRawNumber(value) || (typeof value === 'number' && !Number.isFinite(value))) {
    return { path: '', message: 'must be a number that fits into 64 bits of floating point' };
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth === limits.jsonDepth) return { path: '', message: tooDeep };
  return Array.isArray(value) ? faultOfItems(value, depth) : faultOfMembers(value, depth);
};

const faultAt = (name: string | number, { path, message }: Fault): Fault => ({ path: pointer(name) + path, message });

const faultOfItems = (items: readonly unknown[], depth: number): Fault | undefined => {
  for (let index = 0; index < items.length; index += 1) {
    const fault = faultWithin(items[index], depth + 1);
    if (fault !== undefined) return faultAt(index, fault);
  }
  return undefined;
};

const faultOfMembers = (members: object, depth: number): Fault | undefined => {
  for (const [name, inner] of Object.entries(members)) {
    if (!isStorable(name)) return { path: '', message: 'must not have a member whose name contains NUL' };
    const fault = faultWithin(inner, depth + 1);
    if (fault !== undefined) return faultAt(name, fault);
  }
  return undefined;
};

/**
 * Finds, at any depth, what no column can store: NUL, unpaired surrogates, numbers beyond double, excessive nesting.
 */
export const unstorable = (value: unknown, path: string): Fault | undefined => {
  const fault = faultWithin(value, 0);
  if (fault === undefined) return undefined;
  return { path: fault.message === tooDeep ? path : path + fault.path, message: fault.message };
};
