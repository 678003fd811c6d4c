import type { TextModel } from './model.ts';

const many = 9000;

/** The values of a type with a special text format, in PostgreSQL's order. */
export const textValues = ({
  values,
}: Pick<TextModel, 'values'>): { size: number; at: (n: number) => string | undefined } => {
  if (!('text' in values)) return { size: values.length, at: (n) => values[n] };
  const byte = (n: number) => (values.digits === 'decimal' ? String(n) : n.toString(16).padStart(2, '0'));
  return { size: many, at: (n) => values.text.replace('{high}', byte(n >> 8)).replace('{low}', byte(n & 0xff)) };
};

/** The index of a value among those of its type, or their number where it is not among them. */
export const positionOf = (type: TextModel, value: string): number => {
  const { size, at } = textValues(type);
  let position = 0;
  while (position < size && at(position) !== value) position += 1;
  return position;
};
