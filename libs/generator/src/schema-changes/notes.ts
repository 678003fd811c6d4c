import {
  resolveModel,
  type ResolvedColumn,
  type ResolvedModel,
  type ResolvedTable,
  type Rule,
} from '@snapinfra/data-model';
import { words } from '../emit/index.ts';
import type { ChangeNote } from './change-plan.ts';
import type { Pair, SchemaMatch, TablePair } from './matching/schema-match.ts';
import type { SchemaState } from './schema-state.ts';
import { columnOf, quote } from './steps/step.ts';

const actions = ['read', 'create', 'update', 'delete'] as const;

const listed = (rules: readonly Rule[]): string => rules.toSorted().join(' or ');

const accessNotes = ({ from, to }: Pair<ResolvedTable>): readonly ChangeNote[] => {
  const [before, after] = [from.access, to.access];
  if (before === undefined || after === undefined) return [];
  return actions
    .filter((action) => listed(before[action]) !== listed(after[action]))
    .map((action) => ({
      kind: 'access',
      table: to.name,
      field: undefined,
      summary: words`Who may ${action} rows of ${quote(to.name)}: ${listed(after[action])} (before: ${listed(before[action])})`,
    }));
};

const ownerOf = ({ owner, foreignKeys }: ResolvedTable): string | undefined => {
  if (owner === undefined) return undefined;
  return owner.kind === 'field' ? owner.column : foreignKeys[owner.foreignKey]?.columns.join(', ');
};

/** @param laterName what the later model calls an earlier field */
const ownerNotes = (
  { from, to }: Pair<ResolvedTable>,
  laterName: (field: string) => string | undefined,
): readonly ChangeNote[] => {
  const [before, after] = [ownerOf(from), ownerOf(to)];
  if (before === after || (before !== undefined && laterName(before) === after)) return [];
  const summary =
    after === undefined
      ? words`Rows of ${quote(to.name)} no longer have an owner`
      : words`The owner of a row of ${quote(to.name)} is named by ${quote(after)}${before === undefined ? '' : words` (before: ${quote(before)})`}`;
  return [{ kind: 'owner', table: to.name, field: undefined, summary }];
};

const isPassword = ({ format }: ResolvedColumn): boolean => format === 'password';

const passwordNote = (table: TablePair, { from, to }: Pair<ResolvedColumn>): ChangeNote | undefined => {
  if (isPassword(from) === isPassword(to)) return undefined;
  const column = columnOf(table.to, to);
  return {
    kind: 'password',
    table: table.to.name,
    field: to.name,
    summary: isPassword(to)
      ? words`${column} becomes a password: values that are there stay plain texts, which no password matches, until they are set again`
      : words`${column} is no longer a password: the hashes that are there can be read by whoever may read the row`,
  };
};

const rulesOf = (column: ResolvedColumn): readonly string[] => {
  const { pattern, format, minLength, maxLength } = column;
  return [
    ...(pattern === undefined ? [] : [words`the pattern ${pattern}`]),
    ...(format === undefined || isPassword(column) ? [] : [words`the format ${format}`]),
    // Those of other fields are checks of the table.
    ...(isPassword(column) && minLength !== undefined ? [words`at least ${minLength} characters`] : []),
    ...(isPassword(column) && maxLength !== undefined ? [words`at most ${maxLength} characters`] : []),
  ];
};

const validationNote = (table: TablePair, { from, to }: Pair<ResolvedColumn>): ChangeNote | undefined => {
  const [before, after] = [rulesOf(from).join(', '), rulesOf(to).join(', ')];
  if (before === after || isPassword(from) !== isPassword(to)) return undefined;
  return {
    kind: 'validation',
    table: table.to.name,
    field: to.name,
    summary: words`New values of ${columnOf(table.to, to)} have ${after === '' ? 'no rule' : after} (before: ${before === '' ? 'none' : before}); those that are there stay as they are`,
  };
};

/** The field that the mark of soft deletes was before, or becomes. */
const markedBy = ({ columns: { pairs } }: TablePair, side: 'from' | 'to'): string | undefined =>
  pairs.find(({ from, to }) => from.role !== to.role && (side === 'from' ? from : to).role === 'field')?.[side].name;

const softDeleteNote = (table: TablePair, { from, to }: Pair<ResolvedTable>): ChangeNote | undefined => {
  if (from.softDelete === to.softDelete) return undefined;
  const [before, after] = [markedBy(table, 'from'), markedBy(table, 'to')];
  const softly = words`Deletes of rows of ${quote(to.name)} are soft from now on: they mark the row and keep it`;
  const hidden = before === undefined ? '' : words`; rows with a value in ${quote(before)} count as deleted`;
  const visible =
    after === undefined
      ? ''
      : words`; rows that were deleted softly can be seen again, with the time of it in ${quote(after)}`;
  return {
    kind: 'soft_delete',
    table: to.name,
    field: undefined,
    summary: to.softDelete
      ? words`${softly}${hidden}`
      : words`Deletes of rows of ${quote(to.name)} are permanent from now on${visible}`,
  };
};

const notesOf = (table: TablePair, resolved: Pair<ResolvedModel>): readonly ChangeNote[] => {
  const from = resolved.from.tables.find(({ name }) => name === table.from.name);
  const to = resolved.to.tables.find(({ name }) => name === table.to.name);
  if (from === undefined || to === undefined) return [];
  const laterName = (field: string): string | undefined =>
    table.columns.pairs.find((column) => column.from.name === field)?.to.name;
  const fields = to.columns.flatMap((column): Pair<ResolvedColumn>[] => {
    const earlier = from.columns.find(({ name }) => laterName(name) === column.name);
    return earlier === undefined ? [] : [{ from: earlier, to: column }];
  });
  return [
    softDeleteNote(table, { from, to }),
    ...accessNotes({ from, to }),
    ...ownerNotes({ from, to }, laterName),
    ...fields.flatMap((pair) => [passwordNote(table, pair), validationNote(table, pair)]),
  ].filter((note) => note !== undefined);
};

/**
 * What changes without a change of the database: who may do what, and what values have to be like. None where this version no
 * longer understands the earlier model.
 */
export const changeNotes = (match: SchemaMatch, from: SchemaState, to: SchemaState): readonly ChangeNote[] => {
  const [before, after] = [resolveModel(from.dataModel).resolved, resolveModel(to.dataModel).resolved];
  if (before === undefined || after === undefined) return [];
  return match.pairs.flatMap((table) => notesOf(table, { from: before, to: after }));
};
