import { sql, sqlIdentifier, sqlLiteral, words, type Code } from '../../emit/index.ts';
import { createEnum, type PhysicalColumn } from '../../physical-schema/index.ts';
import type { PlannedStep } from '../planned-step.ts';
import type { SchemaDifferences } from '../differences/schema-differences.ts';
import type { KeptEnum, RebuiltEnum } from '../differences/enum-changes.ts';
import { labelsOf } from '../labels.ts';
import type { Pair, TablePair } from '../matching/schema-match.ts';
import { orderRenames } from '../order-renames.ts';
import { columnOf, exclusively, quote, step } from './step.ts';

type Sql = Code<'sql'>;

const subject = ({ table, column }: KeptEnum | RebuiltEnum) => ({ table: table.to.name, field: column.to.name });

/** Labels that are added to types that stay, which has to be committed before anything uses them. */
export const addEnumValues = ({ enums }: SchemaDifferences): readonly PlannedStep[] =>
  enums.matched.flatMap((change) =>
    change.kind === 'rebuilt'
      ? []
      : change.added.map(({ label, side, neighbour }) =>
          step({
            kind: 'add_enum_value',
            part: 'enum_values',
            ...subject(change),
            summary: words`Adds label ${quote(label)} to ${columnOf(change.table.to, change.column.to)}`,
            sql: sql`ALTER TYPE ${sqlIdentifier(change.from.sqlName)} ADD VALUE IF NOT EXISTS ${sqlLiteral(label)} ${side === 'AFTER' ? sql`AFTER` : sql`BEFORE`} ${sqlLiteral(neighbour)};`,
          }),
        ),
  );

/** Renames of labels in the order that gives no two labels of a type one name; labels that go make room. */
const labelMoves = (change: KeptEnum | RebuiltEnum, renamed: ReadonlyMap<string, string>) => {
  const laterName = new Map([...renamed].map(([later, earlier]) => [earlier, later]));
  const removed = new Set(change.kind === 'rebuilt' ? change.removed : []);
  const namespaces = ['labels'];
  return orderRenames(
    change.from.labels.map((label) => ({
      object: label,
      from: label,
      to: removed.has(label) ? undefined : (laterName.get(label) ?? label),
      namespaces,
    })),
    [...renamed.keys()].map((name) => ({ namespace: 'labels', name })),
  );
};

const renameLabels = (change: KeptEnum | RebuiltEnum, type: Sql): readonly PlannedStep[] => {
  const renamed = change.table.labels.get(change.column.to.sqlName);
  if (renamed === undefined) return [];
  return labelMoves(change, renamed).map(({ from, to }) =>
    step({
      kind: 'rename_enum_value',
      ...subject(change),
      summary: words`Renames label ${quote(from)} of ${columnOf(change.table.to, change.column.to)} to ${quote(to)}`,
      sql: sql`ALTER TYPE ${type} RENAME VALUE ${sqlLiteral(from)} TO ${sqlLiteral(to)};`,
    }),
  );
};

/**
 * The form in which the labels of a column are texts, which are renamed in its rows: the earlier one, or the later one of an
 * enum that becomes texts. Undefined for an enum that stays one, whose labels are renamed by its type.
 */
const textForm = ({ from, to }: Pair<PhysicalColumn>): 'from' | 'to' | undefined => {
  if (from.type.name !== 'enum') return 'from';
  return to.type.name === 'enum' ? undefined : 'to';
};

interface LabelMove {
  readonly from: string;
  readonly to: string;
}

const isInKey = ({ from, to }: TablePair, column: Pair<PhysicalColumn>): boolean =>
  [from, to].some(({ indexes, primaryKey }, side) => {
    const { sqlName } = side === 0 ? column.from : column.to;
    const keys = [...indexes.filter(({ unique }) => unique), ...(primaryKey === undefined ? [] : [primaryKey])];
    return keys.some(({ columns }) => columns.includes(sqlName));
  });

const reusesNames = (moves: readonly LabelMove[]): boolean =>
  moves.some(({ to }) => moves.some(({ from }) => from === to));

/**
 * PostgreSQL compares the rows of a unique index one by one while they are written: a label that takes the name of another
 * one would meet it there, if it did not have one of its own in between.
 */
const byWayOfFreeNames = (moves: readonly LabelMove[], taken: readonly string[]): readonly (readonly LabelMove[])[] => {
  const used = new Set(taken);
  const names: string[] = [];
  for (let number = 1; names.length < moves.length; number += 1) {
    const name = words`renamed ${number}`;
    if (!used.has(name)) names.push(name);
  }
  const between = moves.map((move, position) => ({ ...move, between: names[position] ?? '' }));
  return [
    between.map((move) => ({ from: move.from, to: move.between })),
    between.map((move) => ({ from: move.between, to: move.to })),
  ];
};

const writeLabels = (table: TablePair, sqlName: string, array: boolean, moves: readonly LabelMove[]): Sql => {
  const name = sqlIdentifier(sqlName);
  const cases = (value: Sql): Sql =>
    sql`CASE ${value} ${moves.map(({ from, to }) => sql`WHEN ${sqlLiteral(from)} THEN ${sqlLiteral(to)}`)} ELSE ${value} END`;
  const value = array
    ? sql`ARRAY(SELECT ${cases(sql`label`)} FROM unnest(${name}) WITH ORDINALITY AS element(label, position) ORDER BY position)`
    : cases(name);
  return sql`UPDATE ${sqlIdentifier(table.to.sqlName)} SET ${name} = ${value} WHERE ${name} IS NOT NULL;`;
};

/** Renames labels in the rows of columns that have texts before their type changes, or afterwards. No check hinders it then. */
const updateLabels = (differences: SchemaDifferences, table: TablePair, form: 'from' | 'to'): readonly PlannedStep[] =>
  [...table.labels].flatMap(([sqlName, renamed]) => {
    const column = table.columns.pairs.find(({ to }) => to.sqlName === sqlName);
    if (column === undefined || textForm(column) !== form) return [];
    const labels = labelsOf(differences.match.from, table.from, column.from);
    if (labels === undefined) return [];
    const moves = [...renamed].map(([later, earlier]) => ({ from: earlier, to: later }));
    const turns =
      isInKey(table, column) && reusesNames(moves) ? byWayOfFreeNames(moves, [...labels, ...renamed.keys()]) : [moves];
    const { array } = column[form].type;
    return [
      step({
        kind: 'rename_enum_value',
        table: table.to.name,
        field: column.to.name,
        summary: words`Writes the renamed labels into the rows of ${quote(table.to.name)}`,
        sql: turns.map((turn) => writeLabels(table, sqlName, array, turn)),
        marks: [exclusively(table.from, 'writes')],
      }),
    ];
  });

/** @param nameOf tells what the type of a column is called once everything has been renamed */
export const renameEnumValues = (
  differences: SchemaDifferences,
  nameOf: (sqlName: string) => string,
): readonly PlannedStep[] => [
  ...differences.enums.matched.flatMap((change) =>
    renameLabels(change, sqlIdentifier(change.kind === 'kept' ? change.to.sqlName : nameOf(change.from.sqlName))),
  ),
  ...differences.match.pairs.flatMap((table) => updateLabels(differences, table, 'from')),
];

/** Labels of enums that have become texts, one of which may be too long for an enum. */
export const renameTexts = (differences: SchemaDifferences): readonly PlannedStep[] =>
  differences.match.pairs.flatMap((table) => updateLabels(differences, table, 'to'));

export const createEnums = ({ enums, match }: SchemaDifferences): readonly PlannedStep[] => {
  const owner = (sqlName: string) =>
    match.to.tables.find((table) =>
      table.columns.some(({ type }) => type.name === 'enum' && type.declaredAs === sqlName),
    );
  return enums.created.map((type) =>
    step({
      kind: 'create_enum',
      table: owner(type.sqlName)?.name ?? '',
      summary: words`Creates enum ${quote(type.sqlName)}`,
      sql: createEnum(type),
    }),
  );
};

const dropEnum = (sqlName: string, table: string): PlannedStep =>
  step({
    kind: 'drop_enum',
    table,
    summary: words`Drops enum ${quote(sqlName)}, which no column uses any more`,
    sql: sql`DROP TYPE ${sqlIdentifier(sqlName)};`,
  });

const earlierOwner = ({ match }: SchemaDifferences, name: string): string =>
  match.from.tables.find((table) => table.columns.some(({ type }) => type.name === 'enum' && type.declaredAs === name))
    ?.name ?? '';

export const dropEnumsEarly = (differences: SchemaDifferences): readonly PlannedStep[] =>
  differences.enums.droppedEarly.map(({ sqlName }) => dropEnum(sqlName, earlierOwner(differences, sqlName)));

export const dropEnumsLate = (
  differences: SchemaDifferences,
  nameOf: (sqlName: string) => string,
): readonly PlannedStep[] =>
  differences.enums.droppedLate.map(({ sqlName }) => dropEnum(nameOf(sqlName), earlierOwner(differences, sqlName)));
