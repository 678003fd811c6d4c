import type { ReadRelationship } from './read-relationship.ts';

/** The relationships over one set of fields that stand for themselves so far. */
export interface MergeCandidates {
  /** The first that describes the same as this one. */
  find(read: ReadRelationship): ReadRelationship | undefined;
  add(read: ReadRelationship): void;
  /** To be told when a merge has given one of them a name. */
  renamed(read: ReadRelationship): void;
}

const isLink = (read: ReadRelationship): boolean => read.relationship.type === 'many-to-many';

/**
 * Whether two relationships over the same fields describe one. Designers describe each from both of its tables, often
 * under two names; two of other names that stand side by side are two. A foreign key can be made once only; links of the
 * same two tables may well be of two kinds. Found by look-ups: thousands may have the same fields and differ in their names.
 */
export const createMergeCandidates = (): MergeCandidates => {
  const order = new Map<ReadRelationship, number>();
  const byName = new Map<string | undefined, ReadRelationship>();
  let first: ReadRelationship | undefined;
  /** The first that another table describes than the one that describes `first`. */
  let other: ReadRelationship | undefined;
  const earliest = (found: readonly (ReadRelationship | undefined)[]): ReadRelationship | undefined =>
    found.reduce((best, one) => {
      if (one === undefined || best === undefined) return best ?? one;
      return (order.get(one) ?? 0) < (order.get(best) ?? 0) ? one : best;
    }, undefined);
  return {
    find: (read) => {
      const { name } = read.relationship;
      const elsewhere = first !== undefined && first.describedBy !== read.describedBy ? first : other;
      const unnamed = isLink(read) ? undefined : name === undefined ? first : byName.get(undefined);
      return earliest([byName.get(name), elsewhere?.describedBy === read.describedBy ? undefined : elsewhere, unnamed]);
    },
    add: (read) => {
      order.set(read, order.size);
      first ??= read;
      if (read.describedBy !== first.describedBy) other ??= read;
      if (!byName.has(read.relationship.name)) byName.set(read.relationship.name, read);
    },
    renamed: (read) => {
      if (byName.get(undefined) === read) byName.delete(undefined);
      const { name } = read.relationship;
      const known = byName.get(name);
      if (known === undefined || (order.get(read) ?? 0) < (order.get(known) ?? 0)) byName.set(name, read);
    },
  };
};
