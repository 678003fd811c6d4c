import type { Rename } from '../../../src/schema-changes/index.ts';
import { columnConversion } from '../../../src/schema-changes/conversions/column-conversion.ts';
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

const find = <T extends { readonly sqlName: string }>(things: readonly T[], name: string | undefined): T | undefined =>
  things.find(({ sqlName }) => sqlName === name);

interface Referring {
  readonly column: PhysicalColumn | undefined;
  readonly target: PhysicalColumn | undefined;
}

/** The columns of a table's foreign keys, each with the column that it refers to. */
const referring = (table: PhysicalTable, { tables }: PhysicalSchema): readonly Referring[] =>
  table.foreignKeys.flatMap(({ columns, referencedTable, referencedColumns }) =>
    columns.map((name, position) => ({
      column: find(table.columns, name),
      target: find(find(tables, referencedTable)?.columns ?? [], referencedColumns[position]),
    })),
  );

interface Schemas {
  readonly from: PhysicalSchema;
  readonly to: PhysicalSchema;
}

/** The columns of a link table: those that refer to the same column, in both schemas; in order, where several do. */
const linkColumns = (
  { from, to }: Pick<MatchedTable, 'from' | 'to'>,
  schemas: Schemas,
  known: readonly MatchedTable[],
): readonly ColumnPair[] => {
  const kept = known.flatMap(({ columns }) => columns);
  const rest = [...referring(to, schemas.to)];
  return referring(from, schemas.from).flatMap(({ column, target }) => {
    const later = kept.find((pair) => pair.from === target)?.to;
    const at = rest.findIndex((other) => later !== undefined && other.target === later);
    const [found] = at === -1 ? [] : rest.splice(at, 1);
    return column === undefined || found?.column === undefined ? [] : [{ from: column, to: found.column }];
  });
};

const columnsOf = (from: PhysicalTable, to: PhysicalTable, renames: readonly Rename[]): readonly ColumnPair[] => {
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

const isConvertible = ({ from, to }: ColumnPair): boolean =>
  // Labels only say what `USING` looks like.
  columnConversion(from.type, to.type, []) !== undefined;

/** Whether two tables refer to some column equally often: then these columns are the same. */
const refersAlike = (
  { from, to }: Pick<MatchedTable, 'from' | 'to'>,
  schemas: Schemas,
  known: readonly MatchedTable[],
): boolean => {
  const kept = known.flatMap(({ columns }) => columns);
  const before = referring(from, schemas.from).map(({ target }) => kept.find((pair) => pair.from === target)?.to);
  const after = referring(to, schemas.to).map(({ target }) => target);
  return after.some(
    (target) =>
      target !== undefined &&
      before.filter((other) => other === target).length === after.filter((other) => other === target).length,
  );
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
  // A link table with the name that one had between other tables is another one.
  const isMisnamed = (pair: TablePair): boolean => {
    const isSaid = pair.from.id !== undefined && pair.from.id === pair.to.id;
    const isAnswered = answers.some((answer) => answer.from.table === pair.from.name);
    if (isSaid || isAnswered || pair.from.origin !== 'link' || pair.to.origin !== 'link') return false;
    const later = endsOf(pair.from, from).map((end) => known.find((each) => each.from === end)?.to);
    return !later.every((end) => endsOf(pair.to, to).includes(end));
  };
  const named = known.filter((pair) => !isMisnamed(pair));
  const pairs = [...named, ...renamedLinks(from, to, named)];
  const isLink = (pair: TablePair): boolean => pair.from.origin === 'link' && pair.to.origin === 'link';
  const ofModel = pairs
    .filter((pair) => !isLink(pair))
    .map((pair) => ({ ...pair, columns: columnsOf(pair.from, pair.to, renames) }));
  const ofLinks = pairs.filter(isLink).map((pair) => ({ ...pair, columns: linkColumns(pair, { from, to }, ofModel) }));
  // A table that links other rows is another table.
  const areSame = ({ from: one, to: other, columns }: MatchedTable): boolean =>
    columns.length === one.columns.length && columns.length === other.columns.length;
  // A link table and one of the model that share a name only are two.
  const isOther = (pair: MatchedTable): boolean =>
    pair.from.origin !== pair.to.origin &&
    !answers.some((answer) => answer.from.table === pair.from.name) &&
    !pair.columns.some(isConvertible) &&
    !refersAlike(pair, { from, to }, ofModel);
  return [...ofModel.filter((pair) => !isOther(pair)), ...ofLinks.filter(areSame)];
};
