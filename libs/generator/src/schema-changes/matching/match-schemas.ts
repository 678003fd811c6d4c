import { GenerationRefusedError } from '../../generation-refused.ts';
import { words } from '../../emit/index.ts';
import type { PhysicalColumn, PhysicalSchema, PhysicalTable } from '../../physical-schema/index.ts';
import type { Rename } from '../change-plan.ts';
import { columnConversion } from '../conversions/column-conversion.ts';
import { labelsOf } from '../labels.ts';
import { matchReferringColumns, matchRenamedLinks } from './match-links.ts';
import { matchObjects } from './match-objects.ts';
import { laterTargets, referToTheSame, type LaterTarget } from './references.ts';
import { readAnswers, type Answers } from './renames.ts';
import type { Matched, Pair, SchemaMatch, TablePair } from './schema-match.ts';

type Schemas = Pair<PhysicalSchema>;

const isLink = ({ from, to }: Pair<PhysicalTable>): boolean => from.origin === 'link' || to.origin === 'link';

const matchColumns = (
  pair: Pair<PhysicalTable>,
  answers: Answers,
  later: LaterTarget | undefined,
): Matched<PhysicalColumn> => {
  const fields = (table: PhysicalTable) => table.columns.filter(({ role }) => role === 'field');
  const marks = (table: PhysicalTable) => table.columns.filter(({ role }) => role === 'deletedAt');
  const answered = answers.columns(pair);
  const taken = new Set(answered.flatMap(({ from, to }) => [from, to]));
  const referring = (later === undefined ? [] : matchReferringColumns(pair, later)).filter(
    ({ from, to }) => !taken.has(from) && !taken.has(to),
  );
  const matched = matchObjects(fields(pair.from), fields(pair.to), [...answered, ...referring]);
  const [before, after] = [marks(pair.from), marks(pair.to)];
  return withMarks(matched, before[0], after[0]);
};

/** Pairs the mark of soft deletes with the earlier mark, or with a field of its name, which marked deletes by hand. */
const withMarks = (
  { pairs, added, dropped }: Matched<PhysicalColumn>,
  before: PhysicalColumn | undefined,
  after: PhysicalColumn | undefined,
): Matched<PhysicalColumn> => {
  const from = before ?? dropped.find(({ sqlName }) => sqlName === after?.sqlName);
  const to = after ?? added.find(({ sqlName }) => sqlName === before?.sqlName);
  if (from === undefined || to === undefined) {
    return {
      pairs,
      added: after === undefined ? added : [...added, after],
      dropped: before === undefined ? dropped : [...dropped, before],
    };
  }
  return {
    pairs: [...pairs, { from, to }],
    added: added.filter((column) => column !== to),
    dropped: dropped.filter((column) => column !== from),
  };
};

/** Takes pairs apart whose values cannot be converted: the one is dropped and the other added. */
const withoutInconvertible = (
  { pairs, added, dropped }: Matched<PhysicalColumn>,
  table: PhysicalTable,
  schema: PhysicalSchema,
): Matched<PhysicalColumn> => {
  const isKept = ({ from, to }: Pair<PhysicalColumn>): boolean =>
    columnConversion(from.type, to.type, labelsOf(schema, table, to) ?? []) !== undefined;
  const apart = pairs.filter((pair) => !isKept(pair));
  return {
    pairs: pairs.filter(isKept),
    added: [...added, ...apart.map(({ to }) => to)],
    dropped: [...dropped, ...apart.map(({ from }) => from)],
  };
};

/** @throws GenerationRefusedError for a label that one of the two fields does not have */
const matchLabels = (
  { from, to }: Schemas,
  table: Pair<PhysicalTable>,
  column: Pair<PhysicalColumn>,
  answers: Answers,
): ReadonlyMap<string, string> => {
  const [before, after] = [labelsOf(from, table.from, column.from) ?? [], labelsOf(to, table.to, column.to) ?? []];
  const labels = answers.labels(table, column);
  for (const [later, earlier] of labels) {
    const missing = before.includes(earlier) ? (after.includes(later) ? undefined : later) : earlier;
    if (missing === undefined) continue;
    throw new GenerationRefusedError(
      'renames_not_valid',
      words`The rename of a label of ${JSON.stringify(column.to.name)} of table ${JSON.stringify(table.to.name)} names ${JSON.stringify(missing)}, which is none of its labels.`,
    );
  }
  return labels;
};

/** @param later of a link table: what the columns that it refers to are called later */
const matchTable = (schemas: Schemas, table: Pair<PhysicalTable>, answers: Answers, later?: LaterTarget): TablePair => {
  const columns = withoutInconvertible(matchColumns(table, answers, later), table.to, schemas.to);
  const labels = new Map(
    columns.pairs
      .map((column) => [column.to.sqlName, matchLabels(schemas, table, column, answers)] as const)
      .filter(([, renamed]) => renamed.size > 0),
  );
  return { ...table, columns, labels };
};

/**
 * Whether two link tables hold the same links: every column of the one has its like in the other, and the two refer to the same.
 * Otherwise numbers that were those of one table, or of one of its fields, would come to be taken for those of another.
 */
const holdsTheSameLinks = (pair: TablePair, later: LaterTarget): boolean =>
  pair.columns.added.length + pair.columns.dropped.length === 0 && referToTheSame(pair.from, pair.to, later);

const areBothLinks = ({ from, to }: TablePair): boolean => from.origin === 'link' && to.origin === 'link';

/**
 * Whether of a table of the model and a link table the later one only has the name of the other: it would keep its rows, and
 * no value of them, or is a link table that gets its links from a field, by an answer.
 */
const isOtherTable = ({ from, to, columns }: TablePair, { links, tables }: Answers): boolean =>
  (columns.pairs.length === 0 && !tables.some((answer) => answer.from === from)) ||
  (from.origin === 'model' && columns.added.length > 0 && links.some(({ link }) => link === to));

/** @throws GenerationRefusedError where a request says that two link tables are one, and they are not */
const refuseAnswer = ({ from, to }: Pair<PhysicalTable>): never => {
  throw new GenerationRefusedError(
    'renames_not_valid',
    words`The rename of ${JSON.stringify(from.name)} to ${JSON.stringify(to.name)} cannot be applied: they link other tables.`,
  );
};

/**
 * Says which parts of two schemas are the same: by the answers of the request, by ids, and by names.
 *
 * @throws GenerationRefusedError (`renames_not_valid`)
 */
export const matchSchemas = (from: PhysicalSchema, to: PhysicalSchema, renames: readonly Rename[]): SchemaMatch => {
  const schemas = { from, to };
  const answers = readAnswers(renames, from, to);
  const direct = matchObjects(from.tables, to.tables, answers.tables);
  const areSame = (pair: Pair<PhysicalTable>): boolean =>
    (pair.from.id !== undefined && pair.from.id === pair.to.id) ||
    answers.tables.some((answer) => answer.from === pair.from);
  const { pairs, added, dropped } = matchRenamedLinks(direct, from.tables, to.tables, areSame);
  const ofModel = pairs.filter((pair) => !isLink(pair)).map((pair) => matchTable(schemas, pair, answers));
  const later = laterTargets(ofModel);
  const links = pairs.filter(isLink).map((pair) => matchTable(schemas, pair, answers, later));
  const others = links.filter((pair) =>
    areBothLinks(pair) ? !holdsTheSameLinks(pair, later) : isOtherTable(pair, answers),
  );
  const answered = others.find((pair) => answers.tables.some((answer) => answer.from === pair.from));
  if (answered !== undefined) refuseAnswer(answered);
  answers.assertAllUsed();
  return {
    ...schemas,
    pairs: [...ofModel, ...links.filter((pair) => !others.includes(pair))],
    added: [...added, ...others.map((pair) => pair.to)],
    dropped: [...dropped, ...others.map((pair) => pair.from)],
    links: answers.links,
  };
};
