import { words } from '../../emit/index.ts';
import { typeSql, type PhysicalColumn, type PhysicalTable } from '../../physical-schema/index.ts';
import type { RenameProposal } from '../change-plan.ts';
import { columnConversion } from '../conversions/column-conversion.ts';
import { labelsOf } from '../labels.ts';
import { haveStableIds, matchObjects } from './match-objects.ts';
import { laterTargets, referToTheSame, refersElsewhere, type LaterTarget } from './references.ts';
import { place, type Matched, type Pair, type SchemaMatch, type TablePair } from './schema-match.ts';
import { areOppositeNames, bestPairs, commonShare, nameSimilarity, plainName } from './similarity.ts';

const percent = (share: number): string => words`${Math.round(share * 100)} %`;

interface Identified {
  readonly id: string | undefined;
}

/** Gives 0 to two objects that ids say are two; where ids were made anew for the later model, they say nothing. */
const unlessIdsDiffer =
  <T extends Identified>(idsAreStable: boolean, scoreOf: (from: T, to: T) => number) =>
  (from: T, to: T): number =>
    idsAreStable && from.id !== undefined && to.id !== undefined ? 0 : scoreOf(from, to);

const typeOf = ({ type }: PhysicalColumn): string => (type.name === 'enum' ? 'enum' : typeSql(type).text);
const shapeOf = (column: PhysicalColumn): string => words`${plainName(column.name)} ${typeOf(column)}`;

const fields = ({ columns }: PhysicalTable): readonly PhysicalColumn[] =>
  columns.filter(({ role }) => role === 'field');

/** How much two tables have in common: of the names and types of their fields, and of the types alone. */
interface Shares {
  shapes(from: PhysicalTable, to: PhysicalTable): number;
  types(from: PhysicalTable, to: PhysicalTable): number;
}

/** Each table is told once, and compared with many. */
const sharesOf = (tables: readonly PhysicalTable[]): Shares => {
  const toldBy = (tell: (column: PhysicalColumn) => string) => {
    const told = new Map(tables.map((table) => [table, fields(table).map(tell)]));
    return (from: PhysicalTable, to: PhysicalTable) => commonShare(told.get(from) ?? [], told.get(to) ?? []);
  };
  return { shapes: toldBy(shapeOf), types: toldBy(typeOf) };
};

/** By names and types of the fields, by the types alone, for fields that were renamed with their table, and by the name. */
const modelTableScore = ({ shapes, types }: Shares, from: PhysicalTable, to: PhysicalTable): number =>
  0.5 * shapes(from, to) + 0.3 * types(from, to) + 0.2 * nameSimilarity(from.name, to.name);

/** Links between the same rows, by a link table or by one of the model, whatever they are called. */
const tableScore =
  (later: LaterTarget, shares: Shares) =>
  (from: PhysicalTable, to: PhysicalTable): number => {
    if (from.origin === 'model' && to.origin === 'model') return modelTableScore(shares, from, to);
    return referToTheSame(from, to, later) ? 0.7 + 0.3 * nameSimilarity(from.name, to.name) : 0;
  };

type AreTheOnlyOnes = (from: PhysicalColumn, to: PhysicalColumn) => boolean;

/** Whether no other field of the table went, and no other came, or none of their type. */
const onlyOnes = (from: readonly PhysicalColumn[], to: readonly PhysicalColumn[]): AreTheOnlyOnes => {
  const onlyOfType = (columns: readonly PhysicalColumn[]): ReadonlyMap<PhysicalColumn, string> =>
    new Map(
      [...Map.groupBy(columns, typeOf)].flatMap(([type, [only, ...others]]) =>
        only === undefined || others.length > 0 ? [] : [[only, type] as const],
      ),
    );
  const [before, after] = [onlyOfType(from), onlyOfType(to)];
  return (one, other) =>
    (from.length === 1 && to.length === 1) || (before.has(one) && before.get(one) === after.get(other));
};

/** Whether as many fields of a type went as came, and two of them stand in the same place among those. */
const inOrder = (from: readonly PhysicalColumn[], to: readonly PhysicalColumn[]) => {
  const placesOf = (columns: readonly PhysicalColumn[]): ReadonlyMap<PhysicalColumn, string> =>
    new Map(
      [...Map.groupBy(columns, typeOf)].flatMap(([type, group]) =>
        group.map((column, position) => [column, words`${type} ${position} of ${group.length}`] as const),
      ),
    );
  const [before, after] = [placesOf(from), placesOf(to)];
  return (one: PhysicalColumn, other: PhysicalColumn): boolean => before.get(one) === after.get(other);
};

/** The later SQL names of the tables that stay, and of those that are proposed. */
type LaterTables = ReadonlyMap<string, string>;

const laterTables = (pairs: readonly Pair<PhysicalTable>[]): LaterTables =>
  new Map(pairs.map(({ from, to }) => [from.sqlName, to.sqlName]));

const areOpposite = (from: PhysicalColumn, to: PhysicalColumn): boolean =>
  from.type.name === 'boolean' && to.type.name === 'boolean' && areOppositeNames(from.name, to.name);

const columnScore = (
  schema: SchemaMatch['to'],
  table: Pair<PhysicalTable>,
  tables: LaterTables,
  areTheOnlyOnes: AreTheOnlyOnes,
) => {
  const isElsewhere = refersElsewhere(table, tables);
  return (from: PhysicalColumn, to: PhysicalColumn): number => {
    const conversion = columnConversion(from.type, to.type, labelsOf(schema, table.to, to) ?? []);
    if (conversion === undefined || isElsewhere(from, to) || areOpposite(from, to)) return 0;
    const isSame = from.type.name === to.type.name && from.type.array === to.type.array;
    const alike =
      0.6 * nameSimilarity(from.name, to.name) + (isSame ? 0.3 : 0.1) + (from.notNull === to.notNull ? 0.1 : 0);
    return alike + (areTheOnlyOnes(from, to) ? 0.2 : 0);
  };
};

const columnProposals = (
  { to: schema }: SchemaMatch,
  table: Pair<PhysicalTable>,
  matched: Matched<PhysicalColumn>,
  tables: LaterTables,
): readonly RenameProposal[] => {
  const isField = ({ role }: PhysicalColumn): boolean => role === 'field';
  const [from, to] = [matched.dropped.filter(isField), matched.added.filter(isField)];
  const areTheOnlyOnes = onlyOnes(from, to);
  const scoreOf = unlessIdsDiffer(haveStableIds(matched), columnScore(schema, table, tables, areTheOnlyOnes));
  return bestPairs(from, to, scoreOf, inOrder(from, to)).map((pair) => ({
    from: place(table.from, pair.from),
    to: place(table.to, pair.to),
    score: pair.score,
    reason: areTheOnlyOnes(pair.from, pair.to)
      ? words`It is the only field ${from.length === 1 && to.length === 1 ? '' : 'of its type '}that went from the table, and the other the only one that came.`
      : words`The names are alike by ${percent(nameSimilarity(pair.from.name, pair.to.name))}, and the values can be kept.`,
  }));
};

/** What the same place says: where no label is added or removed besides, that one was put in the place of the other. */
const inItsPlace = (from: readonly string[], to: readonly string[]): number => (from.length === to.length ? 0.5 : 0.3);

const labelScore =
  (from: readonly string[], to: readonly string[], areTheOnlyOnes: boolean) =>
  (one: string, other: string): number =>
    0.5 * nameSimilarity(one, other) +
    (from.indexOf(one) === to.indexOf(other) ? inItsPlace(from, to) : 0) +
    (areTheOnlyOnes ? 0.2 : 0);

const labelProposals = ({ from, to }: SchemaMatch, table: TablePair): readonly RenameProposal[] =>
  table.columns.pairs.flatMap((column) => {
    const before = labelsOf(from, table.from, column.from) ?? [];
    const after = labelsOf(to, table.to, column.to) ?? [];
    const answered = table.labels.get(column.to.sqlName) ?? new Map<string, string>();
    const earlier = new Set(answered.values());
    const gone = before.filter((label) => !after.includes(label) && !earlier.has(label));
    const come = after.filter((label) => !before.includes(label) && !answered.has(label));
    const areTheOnlyOnes = gone.length === 1 && come.length === 1;
    return bestPairs(gone, come, labelScore(before, after, areTheOnlyOnes)).map((pair) => ({
      from: place(table.from, column.from, pair.from),
      to: place(table.to, column.to, pair.to),
      score: pair.score,
      reason: areTheOnlyOnes
        ? 'It is the only label of the field that went, and the other the only one that came.'
        : 'The labels are alike, or stand in the same place.',
    }));
  });

/**
 * Likely renames among what one schema has and the other has not. None is ever applied unless a request answers it: until then
 * it is a removal and an addition.
 */
export const proposeRenames = (match: SchemaMatch): readonly RenameProposal[] => {
  const matched: Matched<PhysicalTable> = match;
  const { dropped, added } = matched;
  const later = laterTargets(match.pairs);
  const shares = sharesOf([...dropped, ...added]);
  const scoreOf = unlessIdsDiffer(haveStableIds(matched), tableScore(later, shares));
  const likely = bestPairs(dropped, added, scoreOf);
  const tables = laterTables([...match.pairs, ...likely]);
  const ofTables = likely.flatMap((pair): RenameProposal[] => {
    const isOfModel = pair.from.origin === 'model' && pair.to.origin === 'model';
    const shared = percent(shares.shapes(pair.from, pair.to));
    return [
      {
        from: place(pair.from),
        to: place(pair.to),
        score: pair.score,
        reason: isOfModel
          ? words`They have ${shared} of their fields in common, by name and type.`
          : 'They link rows of the same tables.',
      },
      // Answered together with the table, so that one question is enough for both.
      ...(isOfModel ? columnProposals(match, pair, matchObjects(fields(pair.from), fields(pair.to)), tables) : []),
    ];
  });
  const ofFields = match.pairs.flatMap((table) => [
    ...(table.to.origin === 'link' ? [] : columnProposals(match, table, table.columns, tables)),
    ...labelProposals(match, table),
  ]);
  return [...ofTables, ...ofFields];
};
