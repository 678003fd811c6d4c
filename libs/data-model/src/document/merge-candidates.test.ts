import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createMergeCandidates } from './merge-candidates.ts';
import type { ReadRelationship } from './read-relationship.ts';

/** The rule, spelled out. */
const areOne = (first: ReadRelationship, second: ReadRelationship): boolean => {
  const [one, other] = [first.relationship.name, second.relationship.name];
  if (one === other) return true;
  const sideBySide = first.describedBy === second.describedBy;
  if (one === undefined || other === undefined) return !sideBySide || first.relationship.type !== 'many-to-many';
  return !sideBySide;
};

const word = fc.constantFrom(undefined, 'a', 'b', 'c');

it('finds by look-ups what the rule finds one by one', () => {
  const described = fc.array(fc.record({ name: word, describedBy: word }), { maxLength: 12 });
  fc.assert(
    fc.property(described, fc.constantFrom('many-to-many' as const, 'many-to-one' as const), (list, type) => {
      const candidates = createMergeCandidates();
      const known: ReadRelationship[] = [];
      for (const { name, describedBy } of list) {
        const fields = { fromTable: 'x', fromFields: ['y'], toTable: 'z', toFields: ['w'] };
        const read = {
          relationship: { type, ...fields, ...(name !== undefined && { name }) },
          origin: '',
          origins: new Map(),
          describedBy,
        } satisfies ReadRelationship as ReadRelationship;
        const same = known.find((candidate) => areOne(candidate, read));
        expect(candidates.find(read)).toBe(same);
        if (same === undefined) {
          known.push(read);
          candidates.add(read);
        } else if (same.relationship.name === undefined && name !== undefined) {
          same.relationship.name = name;
          candidates.renamed(same);
        }
      }
    }),
    { numRuns: 2000 },
  );
});
