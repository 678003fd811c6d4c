import type { PhysicalColumn, PhysicalTable } from '../../physical-schema/index.ts';
import { withPairs } from './match-objects.ts';
import { earlierReferences, laterReferences, type LaterTarget } from './references.ts';
import type { Matched, Pair } from './schema-match.ts';

/**
 * Pairs the columns of foreign keys by what they refer to: names say little in a link table, whose columns are called after
 * its ends, and their order says nothing, because a relationship may be turned round. Only where several columns refer to the
 * same one, as in a link between rows of one table, their order decides.
 */
export const matchReferringColumns = (
  { from, to }: Pair<PhysicalTable>,
  later: LaterTarget,
): readonly Pair<PhysicalColumn>[] => {
  const before = Map.groupBy(earlierReferences(from, later), ({ target }) => target);
  const after = Map.groupBy(laterReferences(to), ({ target }) => target);
  return [...after].flatMap(([target, referring]) => {
    const earlier = before.get(target) ?? [];
    if (earlier.length !== referring.length) return [];
    return referring.flatMap(({ column }, position): Pair<PhysicalColumn>[] => {
      const one = from.columns.find(({ sqlName }) => sqlName === earlier[position]?.column);
      const other = to.columns.find(({ sqlName }) => sqlName === column);
      return one === undefined || other === undefined ? [] : [{ from: one, to: other }];
    });
  });
};

const ends = ({ foreignKeys }: PhysicalTable): readonly string[] =>
  foreignKeys.map(({ referencedTable }) => referencedTable);

/** Whether a link table is called after its ends, because its relationship has no name. */
const hasDerivedName = (table: PhysicalTable, tables: readonly PhysicalTable[]): boolean =>
  ends(table)
    .map((end) => tables.find(({ sqlName }) => sqlName === end)?.name ?? '')
    .join('_') === table.name;

const isLink = ({ origin }: PhysicalTable): boolean => origin === 'link';
const laterTableNames = ({ pairs }: Matched<PhysicalTable>): ReadonlyMap<string, string> =>
  new Map(pairs.map((pair) => [pair.from.sqlName, pair.to.sqlName]));

/** Takes link tables apart that have one name in common, and not their ends: tables were given the names of others. */
const withoutMisnamed = (
  matched: Matched<PhysicalTable>,
  areSame: (pair: Pair<PhysicalTable>) => boolean,
): Matched<PhysicalTable> => {
  const later = laterTableNames(matched);
  const haveSameEnds = ({ from, to }: Pair<PhysicalTable>): boolean =>
    JSON.stringify(
      ends(from)
        .map((end) => later.get(end))
        .toSorted(),
    ) === JSON.stringify(ends(to).toSorted());
  const apart = matched.pairs.filter(
    (pair) => isLink(pair.from) && isLink(pair.to) && !areSame(pair) && !haveSameEnds(pair),
  );
  return {
    pairs: matched.pairs.filter((pair) => !apart.includes(pair)),
    added: [...matched.added, ...apart.map(({ to }) => to)],
    dropped: [...matched.dropped, ...apart.map(({ from }) => from)],
  };
};

/**
 * Pairs link tables that are called after tables which were renamed.
 *
 * @param areSame whether an answer or an id, and not only a name, says that two link tables are one
 */
export const matchRenamedLinks = (
  direct: Matched<PhysicalTable>,
  from: readonly PhysicalTable[],
  to: readonly PhysicalTable[],
  areSame: (pair: Pair<PhysicalTable>) => boolean,
): Matched<PhysicalTable> => {
  const matched = withoutMisnamed(direct, areSame);
  const laterName = laterTableNames(matched);
  const keyed = (table: PhysicalTable, names: readonly (string | undefined)[], tables: readonly PhysicalTable[]) =>
    isLink(table) && hasDerivedName(table, tables) ? JSON.stringify(names) : undefined;
  const pairs = matched.dropped.flatMap((before): Pair<PhysicalTable>[] => {
    const key = keyed(
      before,
      ends(before).map((end) => laterName.get(end)),
      from,
    );
    const after = matched.added.find((table) => key !== undefined && keyed(table, ends(table), to) === key);
    return after === undefined ? [] : [{ from: before, to: after }];
  });
  return withPairs(matched, pairs);
};
