import { GenerationRefusedError } from '../../generation-refused.ts';
import { words } from '../../emit/index.ts';
import type { PhysicalColumn, PhysicalSchema, PhysicalTable } from '../../physical-schema/index.ts';
import type { Rename } from '../change-plan.ts';
import { columnConversion } from '../conversions/column-conversion.ts';
import { labelsOf } from '../labels.ts';
import { matchLinkColumns, matchRenamedLinks } from './match-links.ts';
import { matchThings } from './match-things.ts';
import { readAnswers, type Answers } from './renames.ts';
import type { Matched, Pair, SchemaMatch, TablePair } from './schema-match.ts';

type Schemas = Pair<PhysicalSchema>;

const matchColumns = (pair: Pair<PhysicalTable>, answers: Answers): Matched<PhysicalColumn> => {
  if (pair.from.origin === 'link' && pair.to.origin === 'link') return matchLinkColumns(pair);
  const fields = (table: PhysicalTable) => table.columns.filter(({ role }) => role === 'field');
  const marks = (table: PhysicalTable) => table.columns.filter(({ role }) => role === 'deletedAt');
  const matched = matchThings(fields(pair.from), fields(pair.to), answers.columns(pair));
  const [before, after] = [marks(pair.from), marks(pair.to)];
  const [from, to] = [before[0], after[0]];
  if (from !== undefined && to !== undefined) return { ...matched, pairs: [...matched.pairs, { from, to }] };
  return { ...matched, added: [...matched.added, ...after], dropped: [...matched.dropped, ...before] };
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

const matchTable = (schemas: Schemas, table: Pair<PhysicalTable>, answers: Answers): TablePair => {
  const columns = withoutInconvertible(matchColumns(table, answers), table.to, schemas.to);
  const labels = new Map(
    columns.pairs
      .map((column) => [column.to.sqlName, matchLabels(schemas, table, column, answers)] as const)
      .filter(([, renamed]) => renamed.size > 0),
  );
  return { ...table, columns, labels };
};

/**
 * Says which parts of two schemas are the same: by the answers of the request, by ids, and by names.
 *
 * @throws GenerationRefusedError (`renames_not_valid`)
 */
export const matchSchemas = (from: PhysicalSchema, to: PhysicalSchema, renames: readonly Rename[]): SchemaMatch => {
  const answers = readAnswers(renames, from, to);
  const direct = matchThings(from.tables, to.tables, answers.tables);
  const { pairs, added, dropped } = matchRenamedLinks(direct, from.tables, to.tables);
  const match = { from, to, pairs: pairs.map((pair) => matchTable({ from, to }, pair, answers)), added, dropped };
  answers.assertAllUsed();
  return match;
};
