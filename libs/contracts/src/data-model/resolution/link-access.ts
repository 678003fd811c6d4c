import type { Rule } from '../data-model.schema.ts';
import type { ResolvedAccess } from '../resolved-model.ts';

/** One rule that lets in only those whom both rules let in; undefined where no single rule says that. */
const both = (one: Rule, other: Rule): Rule | undefined => {
  if (one === other || other === 'public') return one;
  if (one === 'public') return other;
  if (other === 'authenticated') return one;
  return one === 'authenticated' ? other : undefined;
};

/** Rules that let in only those whom some rule of each list lets in. */
const allOf = (ones: readonly Rule[], others: readonly Rule[]): readonly Rule[] => {
  const rules = new Set(ones.flatMap((one) => others.flatMap((other) => both(one, other) ?? [])));
  rules.delete('nobody');
  return rules.size === 0 ? ['nobody'] : [...rules];
};

/**
 * Who may do what with the links of a many-to-many relationship. A link belongs to the row that it goes out from: to
 * make, change or remove one is to update that row. Whoever sees or makes one must also be allowed to read the row that
 * it leads to. Where that cannot be said in rules, nobody may: a link never opens what its two tables keep closed.
 * `owner` is the owner of the row that the link goes out from, where that has one.
 */
export const linkAccess = (from: ResolvedAccess, to: ResolvedAccess): ResolvedAccess => ({
  read: allOf(from.read, to.read),
  create: allOf(from.update, to.read),
  update: allOf(from.update, to.read),
  delete: from.update,
});
