import type { PhysicalColumn, PhysicalTable } from '../../physical-schema/index.ts';
import { withPairs } from './match-things.ts';
import type { Matched, Pair } from './schema-match.ts';

const keyColumns = ({ foreignKeys }: PhysicalTable): readonly (readonly string[])[] =>
  foreignKeys.map(({ columns }) => columns);

/**
 * The columns of a link table, which are named after what they refer to: those of its first key belong to those of the other
 * one's first key, in order.
 */
export const matchLinkColumns = ({ from, to }: Pair<PhysicalTable>): Matched<PhysicalColumn> => {
  const [before, after] = [keyColumns(from), keyColumns(to)];
  const pairs = after.flatMap((columns, key) =>
    columns.length !== before[key]?.length
      ? []
      : columns.flatMap((name, position): Pair<PhysicalColumn>[] => {
          const [one, other] = [
            from.columns.find(({ sqlName }) => sqlName === before[key]?.[position]),
            to.columns.find(({ sqlName }) => sqlName === name),
          ];
          return one === undefined || other === undefined ? [] : [{ from: one, to: other }];
        }),
  );
  return withPairs({ pairs: [], added: to.columns, dropped: from.columns }, pairs);
};

const ends = ({ foreignKeys }: PhysicalTable): readonly string[] =>
  foreignKeys.map(({ referencedTable }) => referencedTable);

/** Whether a link table is called after its ends, because its relationship has no name. */
const hasDerivedName = (table: PhysicalTable, tables: readonly PhysicalTable[]): boolean =>
  ends(table)
    .map((end) => tables.find(({ sqlName }) => sqlName === end)?.name ?? '')
    .join('_') === table.name;

/** Pairs link tables that are called after tables which were renamed. */
export const matchRenamedLinks = (
  matched: Matched<PhysicalTable>,
  from: readonly PhysicalTable[],
  to: readonly PhysicalTable[],
): Matched<PhysicalTable> => {
  const laterName = new Map(matched.pairs.map((pair) => [pair.from.sqlName, pair.to.sqlName]));
  const isLink = ({ origin }: PhysicalTable): boolean => origin === 'link';
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
