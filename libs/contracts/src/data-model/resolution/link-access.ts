import type { Rule } from '../data-model.schema.ts';
import type { ResolvedAccess } from '../resolved-model.ts';

const known = (rules: readonly Rule[]): Rule[] => rules.filter((rule) => rule !== 'public');

/** Rules that let in only those whom some rule of each list lets in, as far as single rules can say that. */
const allOf = (ones: readonly Rule[], others: readonly Rule[]): readonly Rule[] => {
  const shared = new Set(others);
  const rules = new Set(ones.filter((rule) => shared.has(rule)));
  for (const [some, more] of [
    [ones, others],
    [others, ones],
  ] as const) {
    if (some.includes('public')) for (const rule of more) rules.add(rule);
    if (some.includes('authenticated')) for (const rule of known(more)) rules.add(rule);
  }
  rules.delete('nobody');
  return rules.size === 0 ? ['nobody'] : [...rules];
};

/**
 * Who may do what with the links of a many-to-many relationship. A link belongs to the row that it goes out from: to
 * make, change or remove one is to update that row. Whoever sees or makes one must also be allowed to read the row that
 * it leads to. Where that cannot be said in rules, nobody may: a link never opens what its two tables keep closed.
 * `owner` is the owner of the row that the link goes out from; where that table has no owners, of the row it leads to.
 */
export const linkAccess = (from: ResolvedAccess, to: ResolvedAccess): ResolvedAccess => ({
  read: allOf(from.read, to.read),
  create: allOf(from.update, to.read),
  update: allOf(from.update, to.read),
  delete: from.update,
});
