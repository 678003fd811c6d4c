import { columnConversion, type ColumnConversion } from '../conversions/column-conversion.ts';
import type { PhysicalColumn, PhysicalForeignKey, PhysicalTable } from '../../physical-schema/index.ts';
import { words } from '../../emit/index.ts';
import { refuseRename } from '../matching/renames.ts';
import type { LinkAnswer, TablePair } from '../matching/schema-match.ts';
import type { Comparison } from './comparison.ts';
import { columnTranslation } from './constraint-changes.ts';

/** A foreign key whose relationship becomes one of many to many: each row that refers to another one is a link. */
export interface CopiedLink {
  /** The table that held the key. */
  readonly holder: TablePair;
  readonly key: PhysicalForeignKey;
  readonly link: PhysicalTable;
  /** The link's columns that take the holder's key, and those that take what it refers to. */
  readonly near: PhysicalForeignKey;
  readonly far: PhysicalForeignKey;
  /** How the values that the holder's columns have before become those of the link, in the order of its columns. */
  readonly conversions: { readonly near: readonly ColumnConversion[]; readonly far: readonly ColumnConversion[] };
}

const sameColumns = (left: readonly string[], right: readonly (string | undefined)[]): boolean =>
  left.length === right.length && left.every((column, position) => column === right[position]);

/** Undefined where a value has no like in the link, or where equal values would become different ones. */
const conversionTo = (
  link: PhysicalTable,
  name: string | undefined,
  from: PhysicalColumn | undefined,
): ColumnConversion | undefined => {
  const to = link.columns.find(({ sqlName }) => sqlName === name);
  return from && to && columnConversion(from.type, to.type, []);
};

/** How the values of a row become those of a link, before any type changes; undefined where they cannot. */
const linkConversions = (
  holder: TablePair,
  key: PhysicalForeignKey,
  link: PhysicalTable,
  { near, far }: Pick<CopiedLink, 'near' | 'far'>,
): CopiedLink['conversions'] | undefined => {
  const ofNear = near.referencedColumns.map((name, position) =>
    conversionTo(link, near.columns[position], holder.columns.pairs.find(({ to }) => to.sqlName === name)?.from),
  );
  const ofFar = key.columns.map((name, position) =>
    conversionTo(
      link,
      far.columns[position],
      holder.from.columns.find(({ sqlName }) => sqlName === name),
    ),
  );
  const isComplete = [...ofNear, ...ofFar].every((conversion) => conversion !== undefined);
  if (!isComplete || ofFar.some((conversion) => conversion?.splitsEquals)) return undefined;
  const given = (list: readonly (ColumnConversion | undefined)[]) => list.filter((one) => one !== undefined);
  return { near: given(ofNear), far: given(ofFar) };
};

/** By an answer, by id where both have one, else by name. */
const isOneRelationship = (
  answers: readonly LinkAnswer[],
  holder: TablePair,
  key: PhysicalForeignKey,
  link: PhysicalTable,
): boolean => {
  const answer = answers.find((answer) => answer.link === link);
  if (answer !== undefined) return answer.holder === holder.from && key.columns.includes(answer.column.sqlName);
  if (key.id !== undefined && link.id !== undefined) return key.id === link.id;
  return key.name !== undefined && key.name === link.name;
};

/** Undefined where the rows that refer by the key cannot become links of the table. */
export const copiedLink = (
  comparison: Comparison,
  holder: TablePair,
  key: PhysicalForeignKey,
  link: PhysicalTable,
): CopiedLink | undefined => {
  const target = comparison.pairFrom(key.referencedTable);
  // A table's relationship to itself does not say which of two rows a link goes out from.
  if (link.origin !== 'link' || target === undefined || target === holder) return undefined;
  const endAt = (pair: TablePair) => link.foreignKeys.find((end) => end.referencedTable === pair.to.sqlName);
  const [near, far] = [endAt(holder), endAt(target)];
  if (near === undefined || far === undefined) return undefined;
  const later = columnTranslation(target);
  const refersToTheSame = sameColumns(
    far.referencedColumns,
    key.referencedColumns.map((column) => later.get(column)),
  );
  const conversions = linkConversions(holder, key, link, { near, far });
  return refersToTheSame && conversions !== undefined ? { holder, key, link, near, far, conversions } : undefined;
};

const refuseAnswer = ({ rename, holder, link }: LinkAnswer): never =>
  refuseRename(
    rename,
    words`a field of ${JSON.stringify(holder.name)} that refers to another table becomes only the links of a new relationship, of many to many, between the same fields, and ${JSON.stringify(link.name)} has none of it`,
  );

/**
 * The relationships whose links can be taken over. Where a name leads to the links of two, neither is.
 *
 * @throws GenerationRefusedError (`renames_not_valid`) where an answer names two that are not one relationship
 */
export const copiedLinks = (comparison: Comparison): readonly CopiedLink[] => {
  const { pairs, added, links: answers } = comparison.match;
  const found = pairs.flatMap((holder) =>
    holder.from.foreignKeys.flatMap((key) => {
      const possible = added
        .filter((table) => isOneRelationship(answers, holder, key, table))
        .flatMap((table) => copiedLink(comparison, holder, key, table) ?? []);
      return possible.find(({ link }) => answers.some((answer) => answer.link === link)) ?? possible[0] ?? [];
    }),
  );
  const wrong = answers.find((answer) => found.filter(({ link }) => link === answer.link).length !== 1);
  if (wrong !== undefined) refuseAnswer(wrong);
  return found.filter(({ link }) => found.filter((other) => other.link === link).length === 1);
};

/** The earlier columns of a table that go only after their links were copied. */
export const lateColumns = (links: readonly CopiedLink[], table: TablePair): ReadonlySet<string> =>
  new Set(links.filter(({ holder }) => holder === table).flatMap(({ key }) => key.columns));
