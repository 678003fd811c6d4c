import { decimalText, readDecimal } from './decimals.ts';
import { fractionDigits } from './formats.ts';
import { isBeyondDouble, isRawNumber, numberText } from './json-source.ts';
import { pointer, type Fault } from './problems.ts';
import type { Member } from './registry.ts';
import type { SqlType } from './sql-types.ts';

/** 64-bit integers and decimals may come as JSON numbers, too: as what their digits say. */
const exactElement = (value: unknown, { family }: SqlType): unknown => {
  const text = numberText(value);
  if (text === undefined) return value;
  if (family === 'float') return isRawNumber(value) && !isBeyondDouble(value) ? Number(text) : value;
  const read = family === 'bigint' || family === 'numeric' ? readDecimal(text) : undefined;
  return read === undefined ? value : decimalText(read);
};

/** What a value of the body is stored as; numbers that stand for exact ones become texts. */
export const normalise = (value: unknown, { type }: Pick<Member, 'type'>): unknown =>
  type.array && Array.isArray(value) ? value.map((item) => exactElement(item, type)) : exactElement(value, type);

/** What the column would change about a text of the right form, without a word. */
const change = (text: string, { family, secondDigits }: SqlType): string | undefined => {
  if (family === 'char')
    return text.endsWith(' ') ? 'must not end with a blank, which its column does not keep' : undefined;
  if (secondDigits === undefined || fractionDigits(text) <= secondDigits) return undefined;
  return secondDigits === 0 ? 'must be in whole seconds' : `must have at most ${secondDigits} digits of a second`;
};

/** What is not stored as it is, in a value without other faults: it is refused, never rounded. */
export const roundingFault = (value: unknown, { name, type }: Pick<Member, 'name' | 'type'>): Fault | undefined => {
  const items = type.array && Array.isArray(value) ? [...value.entries()] : [[undefined, value] as const];
  for (const [index, item] of items) {
    const message = typeof item === 'string' ? change(item, type) : undefined;
    if (message !== undefined) return { path: pointer(name) + (index === undefined ? '' : pointer(index)), message };
  }
  return undefined;
};
