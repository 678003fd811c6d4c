import type { PhysicalForeignKey, PhysicalTable } from '../../physical-schema/index.ts';
import type { SchemaMatch, TablePair } from '../matching/schema-match.ts';
import { columnTranslation } from './part-changes.ts';

/** A foreign key whose relationship becomes one of many to many: each row that refers to another one is a link. */
export interface CopiedLink {
  /** The table that held the key. */
  readonly holder: TablePair;
  readonly key: PhysicalForeignKey;
  readonly link: PhysicalTable;
  /** The link's columns that take the holder's key, and those that take what it refers to. */
  readonly near: PhysicalForeignKey;
  readonly far: PhysicalForeignKey;
}

interface Compared {
  readonly match: SchemaMatch;
  pairFrom(sqlName: string): TablePair | undefined;
}

const sameColumns = (left: readonly string[], right: readonly (string | undefined)[]): boolean =>
  left.length === right.length && left.every((column, position) => column === right[position]);

const findLink = (facts: Compared, holder: TablePair, key: PhysicalForeignKey): CopiedLink | undefined => {
  const target = facts.pairFrom(key.referencedTable);
  const link = facts.match.added.find(({ id, origin }) => origin === 'link' && id !== undefined && id === key.id);
  // A table's relationship to itself does not say which of two rows a link goes out from.
  if (target === undefined || link === undefined || target === holder) return undefined;
  const endAt = (pair: TablePair) => link.foreignKeys.find((end) => end.referencedTable === pair.to.sqlName);
  const [near, far] = [endAt(holder), endAt(target)];
  if (near === undefined || far === undefined) return undefined;
  const later = columnTranslation(target);
  const refersToTheSame = sameColumns(
    far.referencedColumns,
    key.referencedColumns.map((column) => later.get(column)),
  );
  const kept = new Set(holder.columns.pairs.map(({ to }) => to.sqlName));
  const isNearKept = near.referencedColumns.every((column) => kept.has(column));
  return refersToTheSame && isNearKept ? { holder, key, link, near, far } : undefined;
};

/** The relationships whose links can be taken over. */
export const copiedLinks = (facts: Compared): readonly CopiedLink[] =>
  facts.match.pairs.flatMap((holder) =>
    holder.from.foreignKeys.flatMap((key) => {
      const found = findLink(facts, holder, key);
      return found === undefined ? [] : [found];
    }),
  );

/** The earlier columns of a table that go only after their links were copied. */
export const lateColumns = (links: readonly CopiedLink[], table: TablePair): ReadonlySet<string> =>
  new Set(links.filter(({ holder }) => holder === table).flatMap(({ key }) => key.columns));
