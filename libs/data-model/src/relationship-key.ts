import type { Relationship } from './relationship.schema.ts';

const orient = (one: string, ones: readonly string[], other: string, others: readonly string[]): string => {
  const pairs = ones.map((field, position) => JSON.stringify([field, others[position] ?? null]));
  return JSON.stringify([one, other, ...pairs.sort(), ones.length, others.length]);
};

/** The same for two relationships over the same fields of the same tables, whichever end they begin with. */
export const relationshipKey = ({ type, fromTable, fromFields, toTable, toFields }: Relationship): string => {
  const there = orient(fromTable, fromFields, toTable, toFields);
  const back = orient(toTable, toFields, fromTable, fromFields);
  return (type === 'many-to-many' ? 'link' : 'key') + (there < back ? there : back);
};
