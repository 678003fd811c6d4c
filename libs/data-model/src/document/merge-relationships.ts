import type { Relationship } from '../relationship.schema.ts';
import type { IssueList } from '../issue.ts';
import { quote } from '../text.ts';
import { relationshipKey } from '../relationship-key.ts';
import { put } from './document-object.ts';
import { createMergeCandidates, type MergeCandidates } from './merge-candidates.ts';
import type { ReadRelationship } from './read-relationship.ts';

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
    const message = `The relationship between tables ${tables} is described twice, with a different ${differs}; the first description is used.`;
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
  const byKey = new Map<string, MergeCandidates>();
  for (const relationship of read) {
    const key = relationshipKey(relationship.relationship);
    const candidates = byKey.get(key) ?? createMergeCandidates();
    byKey.set(key, candidates);
    const same = candidates.find(relationship);
    if (same !== undefined) {
      const { name } = same.relationship;
      merge(same, relationship, issues);
      if (same.relationship.name !== name) candidates.renamed(same);
      continue;
    }
    candidates.add(relationship);
    merged.push(relationship);
  }
  return merged;
};
