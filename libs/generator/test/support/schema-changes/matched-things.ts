import type { Rename } from '../../../src/schema-changes/index.ts';
import type { PhysicalColumn, PhysicalSchema, PhysicalTable } from '../../../src/physical-schema/index.ts';

export interface ColumnPair {
  readonly from: PhysicalColumn;
  readonly to: PhysicalColumn;
}

/** A table in two schemas. */
export interface MatchedTable {
  readonly from: PhysicalTable;
  readonly to: PhysicalTable;
  readonly columns: readonly ColumnPair[];
}

interface Thing {
  readonly id: string | undefined;
  readonly name: string;
}

/** By id, and by name where no id says something else: told apart from how the planner does it. */
const partnerOf = <T extends Thing>(thing: T, mine: readonly T[], others: readonly T[]): T | undefined => {
  const byId = others.find(({ id }) => id !== undefined && id === thing.id);
  if (byId !== undefined) return byId;
  const named = others.find(({ name }) => name === thing.name);
  return named !== undefined && mine.some(({ id }) => id !== undefined && id === named.id) ? undefined : named;
};

/** The columns of a link table refer to the keys of its two ends, in order. */
const linkColumns = (from: PhysicalTable, to: PhysicalTable): readonly ColumnPair[] =>
  to.foreignKeys.flatMap((key, position) => {
    const earlier = from.foreignKeys[position]?.columns ?? [];
    if (earlier.length !== key.columns.length) return [];
    return key.columns.flatMap((name, place) => {
      const pair = {
        from: from.columns.find(({ sqlName }) => sqlName === earlier[place]),
        to: to.columns.find(({ sqlName }) => sqlName === name),
      };
      return pair.from === undefined || pair.to === undefined ? [] : [{ from: pair.from, to: pair.to }];
    });
  });

const columnsOf = (from: PhysicalTable, to: PhysicalTable, renames: readonly Rename[]): readonly ColumnPair[] => {
  if (from.origin === 'link' && to.origin === 'link') return linkColumns(from, to);
  const answers = renames.filter(
    (rename) => rename.from.value === undefined && rename.from.table === from.name && rename.to.table === to.name,
  );
  return from.columns.flatMap((column) => {
    const answer = answers.find((rename) => rename.from.field !== undefined && rename.from.field === column.name);
    const answered = answer && to.columns.find(({ name }) => name === answer.to.field);
    if (answered !== undefined) return [{ from: column, to: answered }];
    const found = partnerOf(
      column,
      from.columns.filter(({ role }) => role === column.role),
      to.columns.filter(
        ({ role, name }) => role === column.role && !answers.some((rename) => rename.to.field === name),
      ),
    );
    const mark = column.role === 'deletedAt' ? to.columns.find(({ role }) => role === 'deletedAt') : undefined;
    const partner = mark ?? found;
    return partner === undefined ? [] : [{ from: column, to: partner }];
  });
};

type TablePair = Pick<MatchedTable, 'from' | 'to'>;

const endsOf = ({ foreignKeys }: PhysicalTable, { tables }: PhysicalSchema): readonly (PhysicalTable | undefined)[] =>
  foreignKeys.map(({ referencedTable }) => tables.find(({ sqlName }) => sqlName === referencedTable));

/** A link table without a name of its own is called after the tables at its ends. */
const isNamedAfter = ({ origin, name }: PhysicalTable, ends: readonly (PhysicalTable | undefined)[]): boolean =>
  origin === 'link' && name === ends.map((end) => end?.name).join('_');

/** Link tables whose names changed because those of their ends did. */
const renamedLinks = (from: PhysicalSchema, to: PhysicalSchema, known: readonly TablePair[]): readonly TablePair[] =>
  from.tables.flatMap((table) => {
    const ends = endsOf(table, from);
    if (known.some((pair) => pair.from === table) || !isNamedAfter(table, ends)) return [];
    const later = ends.map((end) => known.find((pair) => pair.from === end)?.to);
    const partner = to.tables.find((other) => {
      const others = endsOf(other, to);
      const isFree = !known.some((pair) => pair.to === other) && isNamedAfter(other, others);
      return isFree && others.every((end, position) => end !== undefined && end === later[position]);
    });
    return partner === undefined ? [] : [{ from: table, to: partner }];
  });

/** The tables and columns that two schemas have in common. */
export const matchTables = (
  from: PhysicalSchema,
  to: PhysicalSchema,
  renames: readonly Rename[] = [],
): readonly MatchedTable[] => {
  const answers = renames.filter((rename) => rename.from.field === undefined);
  const rest = to.tables.filter(({ name }) => !answers.some((rename) => rename.to.table === name));
  const known = from.tables.flatMap((table): TablePair[] => {
    const answer = answers.find((rename) => rename.from.table === table.name);
    const partner =
      answer === undefined
        ? partnerOf(table, from.tables, rest)
        : to.tables.find(({ name }) => name === answer.to.table);
    return partner === undefined ? [] : [{ from: table, to: partner }];
  });
  return [...known, ...renamedLinks(from, to, known)].map((pair) => ({
    ...pair,
    columns: columnsOf(pair.from, pair.to, renames),
  }));
};
