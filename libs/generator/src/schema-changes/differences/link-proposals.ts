import { words } from '../../emit/index.ts';
import type { PhysicalColumn, PhysicalForeignKey, PhysicalTable } from '../../physical-schema/index.ts';
import type { RenameProposal } from '../change-plan.ts';
import { place, type TablePair } from '../matching/schema-match.ts';
import { bestPairs, nameSimilarity } from '../matching/similarity.ts';
import { copiedLink } from './copied-links.ts';
import type { SchemaDifferences } from './schema-differences.ts';

/** A foreign key that goes with a field. */
interface GoneKey {
  readonly holder: TablePair;
  readonly key: PhysicalForeignKey;
  readonly field: PhysicalColumn;
}

const goneKeys = ({ match, links }: SchemaDifferences): readonly GoneKey[] =>
  match.pairs.flatMap((holder) =>
    holder.from.foreignKeys.flatMap((key): GoneKey[] => {
      const field = holder.columns.dropped.find(
        ({ sqlName, role }) => role === 'field' && key.columns.includes(sqlName),
      );
      return field === undefined || links.some((link) => link.key === key) ? [] : [{ holder, key, field }];
    }),
  );

/**
 * Fields whose references may become the links of a new relationship of many to many: without an answer their values are
 * lost. Ids do not tell, as the relationship is another one.
 *
 * @param renames the proposals so far: a table is not proposed twice
 */
export const proposeLinks = (
  differences: SchemaDifferences,
  renames: readonly RenameProposal[],
): readonly RenameProposal[] => {
  const isTaken = ({ name }: PhysicalTable): boolean =>
    renames.some(({ to }) => to.table === name && to.field === undefined);
  const tables = differences.match.added.filter(
    (table) => !isTaken(table) && !differences.links.some(({ link }) => link === table),
  );
  const scoreOf = ({ holder, key, field }: GoneKey, link: PhysicalTable): number => {
    if (copiedLink(differences, holder, key, link) === undefined) return 0;
    return 0.7 + 0.3 * nameSimilarity(key.name ?? field.name, link.name);
  };
  return bestPairs(goneKeys(differences), tables, scoreOf).map(({ from: { holder, field }, to, score }) => ({
    from: place(holder.from, field),
    to: place(to),
    score,
    reason: words`Each row that refers to another one by the field may become a link between the two.`,
  }));
};
