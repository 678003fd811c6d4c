import type { Relationship } from '../data-model.schema.ts';
import type { IssueList } from '../issue.ts';
import { quote } from '../text.ts';
import { relationshipKey } from '../relationship-key.ts';
import { put } from './document-object.ts';
import type { ReadRelationship } from './read-relationship.ts';

/**
 * Whether two relationships over the same fields describe one. Designers describe each from both of its tables, often
 * under two names; two of other names that stand side by side are two.
 */
const areOne = (first: ReadRelationship, second: ReadRelationship): boolean => {
  const [one, other] = [first.relationship.name, second.relationship.name];
  if (one === other) return true;
  const sideBySide = first.describedBy === second.describedBy;
  // A foreign key can be made once only; links of the same two tables may well be of two kinds.
  if (one === undefined || other === undefined) return !sideBySide || first.relationship.type !== 'many-to-many';
  return !sideBySide;
};

const disagreement = (kept: Relationship, other: Relationship): string | undefined => {
  if ((kept.type === 'one-to-one') !== (other.type === 'one-to-one')) return `type (${kept.type}, ${other.type})`;
  for (const key of ['name', 'onDelete', 'onUpdate'] as const) {
    const [mine, others] = [kept[key], other[key]];
    if (mine !== undefined && others !== undefined && mine !== others) return `${key} (${mine}, ${others})`;
  }
  return undefined;
};

const merge = (kept: ReadRelationship, other: ReadRelationship, issues: IssueList): void => {
  const { relationship } = kept;
  const differs = disagreement(relationship, other.relationship);
  if (differs !== undefined) {
    const tables = `${quote(relationship.fromTable)} and ${quote(relationship.toTable)}`;
    const message = `The relationship between tables ${tables} is described twice, with a different ${differs}; the first description holds.`;
    issues.add('relationship_conflict', other.origin, message);
  }
  for (const key of ['id', 'name', 'onDelete', 'onUpdate'] as const) {
    if (relationship[key] !== undefined || other.relationship[key] === undefined) continue;
    if (key === 'onDelete' || key === 'onUpdate') put(relationship, key, other.relationship[key]);
    else put(relationship, key, other.relationship[key]);
  }
};

/** One relationship for each that the document describes, in the order of their first descriptions. */
export const mergeRelationships = (read: readonly ReadRelationship[], issues: IssueList): ReadRelationship[] => {
  const merged: ReadRelationship[] = [];
  const byKey = new Map<string, ReadRelationship[]>();
  for (const relationship of read) {
    const key = relationshipKey(relationship.relationship);
    const candidates = byKey.get(key) ?? [];
    const same = candidates.find((candidate) => areOne(candidate, relationship));
    if (same !== undefined) {
      merge(same, relationship, issues);
      continue;
    }
    candidates.push(relationship);
    byKey.set(key, candidates);
    merged.push(relationship);
  }
  return merged;
};
