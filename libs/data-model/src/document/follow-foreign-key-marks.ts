import type { Field } from '../data-model.schema.ts';
import type { Relationship } from '../relationship.schema.ts';
import { quote, quoteAll } from '../text.ts';
import type { Draft } from './draft.ts';
import type { FindTable, ReadRelationship } from './read-relationship.ts';
import type { ReadTable } from './read-table.ts';

const fieldsOf = (table: ReadTable | undefined, names: readonly string[]): Field[] =>
  names.flatMap((name) => table?.lookup.field(name) ?? []);

const turned = { 'one-to-many': 'many-to-one', 'many-to-one': 'one-to-many' } as const;

/**
 * Designers mix up the two ends of `one-to-many`. Where exactly one end is marked `isForeignKey`, that end holds the
 * key, whatever the words say.
 */
const followMarks = (read: ReadRelationship, from: readonly Field[], to: readonly Field[], draft: Draft): void => {
  const { relationship } = read;
  if (relationship.type !== 'one-to-many' && relationship.type !== 'many-to-one') return;
  const marks = draft.foreignKeyMarks;
  const holder = relationship.type === 'many-to-one' ? from : to;
  const other = relationship.type === 'many-to-one' ? to : from;
  if (holder.some((field) => marks.has(field)) || other.length === 0) return;
  if (!other.every((field) => marks.has(field))) return;
  const table = relationship.type === 'many-to-one' ? relationship.toTable : relationship.fromTable;
  const message = `The relationship from table ${quote(relationship.fromTable)} to ${quote(relationship.toTable)} says ${relationship.type}, but ${quoteAll(other.map(({ name }) => name))} of table ${quote(table)} is marked as the foreign key; the mark is used.`;
  relationship.type = turned[relationship.type];
  draft.issues.add('relationship_direction', read.origin, message);
};

const withoutRelationship = (draft: Draft, used: ReadonlySet<Field>): void => {
  for (const [field, origin] of draft.foreignKeyMarks) {
    if (used.has(field)) continue;
    const message = `Field ${quote(field.name)} is marked as a foreign key, but no relationship uses it; it stays a plain field.`;
    draft.issues.add('foreign_key_without_relationship', origin, message);
  }
};

/** Lets the designer's `isForeignKey` marks decide the direction, and complains about marks that mean nothing. */
export const followForeignKeyMarks = (
  relationships: readonly ReadRelationship[],
  findTable: FindTable,
  draft: Draft,
): void => {
  if (draft.foreignKeyMarks.size === 0) return;
  const used = new Set<Field>();
  for (const read of relationships) {
    const { fromTable, fromFields, toTable, toFields }: Relationship = read.relationship;
    const from = fieldsOf(findTable(fromTable), fromFields);
    const to = fieldsOf(findTable(toTable), toFields);
    for (const field of [...from, ...to]) used.add(field);
    followMarks(read, from, to, draft);
  }
  withoutRelationship(draft, used);
};
