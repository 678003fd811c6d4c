import { sql, sqlIdentifier, words, type Code } from '../../emit/index.ts';
import type { StepKind } from '../change-plan.ts';
import type { PlannedStep } from '../planned-step.ts';
import type { SchemaDifferences } from '../differences/schema-differences.ts';
import type { Pair, TablePair } from '../matching/schema-match.ts';
import { orderRenames, type Renamed } from '../order-renames.ts';
import { constraintsOf, createdNames, lateForeignKeys, schema, type Named } from './created-names.ts';
import { whenIndexGoes } from './drop-steps.ts';
import { exclusively, quote, step } from './step.ts';

type Sql = Code<'sql'>;
type ObjectKind = 'table' | 'type' | 'index' | 'sequence' | 'constraint' | 'column';

/** Something with a name in the database; `table` is the one that it belongs to. */
interface NamedObject {
  readonly kind: ObjectKind;
  readonly table: TablePair;
  /** By its earlier SQL name. */
  readonly sqlName: string;
}

const columnsOf = (table: TablePair): string => words`columns of ${table.to.sqlName}`;

const renamed = (
  kind: ObjectKind,
  table: TablePair,
  namespaces: readonly string[],
  { from, to }: { readonly from: Named; readonly to: Named | undefined },
): Renamed<NamedObject> => ({
  object: { kind, table, sqlName: from.sqlName },
  from: from.sqlName,
  to: to?.sqlName,
  namespaces,
});

/** Those of columns that stay, and of those that go only after a table may have got their names. */
const sequencesOf = (differences: SchemaDifferences, table: TablePair): readonly Renamed<NamedObject>[] => {
  const late = table.columns.dropped.filter(({ sqlName }) => differences.isLate(table, sqlName));
  const columns = [...table.columns.pairs, ...late.map((from) => ({ from, to: undefined }))];
  const named = (sqlName: string | undefined) => (sqlName === undefined ? undefined : { sqlName });
  return columns.flatMap(({ from, to }) => {
    const sequence = named(from.sequence);
    if (sequence === undefined) return [];
    return [renamed('sequence', table, [schema], { from: sequence, to: named(to?.sequence) })];
  });
};

const ofTable = (differences: SchemaDifferences, table: TablePair): readonly Renamed<NamedObject>[] => {
  const { indexes, primaryKey, checks, foreignKeys } = differences.constraints(table);
  const constraints = constraintsOf(table);
  const late = indexes.dropped.filter((index) =>
    ['late', 'swapped'].includes(whenIndexGoes(differences, table, index)),
  );
  const swap = differences.swap(table);
  const keys = swap?.part === 'indexes' && swap.oldKey !== undefined ? [swap.oldKey] : [];
  return [
    renamed('table', table, [schema], table),
    ...sequencesOf(differences, table),
    ...indexes.pairs.map((pair) => renamed('index', table, [schema], pair)),
    ...late.map((from) => renamed('index', table, [schema], { from, to: undefined })),
    ...keys.map((from) => renamed('index', table, [schema, constraints], { from, to: undefined })),
    ...lateForeignKeys(differences, table).map(({ from }) =>
      renamed('constraint', table, [constraints], { from, to: undefined }),
    ),
    ...primaryKey.pairs.map((pair) => renamed('index', table, [schema, constraints], pair)),
    ...[...checks.pairs, ...foreignKeys.pairs].map((pair: Pair<Named>) =>
      renamed('constraint', table, [constraints], pair),
    ),
  ];
};

const ofEnums = ({ enums, match }: SchemaDifferences): readonly Renamed<NamedObject>[] => {
  const [first] = match.pairs;
  if (first === undefined) return [];
  const kept = enums.matched.map((change) =>
    renamed('type', change.table, [schema], {
      from: change.from,
      to: change.kind === 'kept' ? change.to : undefined,
    }),
  );
  const rebuilt = new Set(enums.matched.map(({ from }) => from.sqlName));
  return [
    ...kept,
    ...enums.droppedLate
      .filter(({ sqlName }) => !rebuilt.has(sqlName))
      .map((from) => renamed('type', first, [schema], { from, to: undefined })),
  ];
};

const stepKinds: Readonly<Record<ObjectKind, StepKind>> = {
  table: 'rename_table',
  type: 'rename_enum',
  index: 'rename_constraint',
  sequence: 'rename_sequence',
  constraint: 'rename_constraint',
  column: 'rename_column',
};

const heads: Readonly<Record<Exclude<ObjectKind, 'constraint' | 'column'>, Sql>> = {
  table: sql`ALTER TABLE`,
  type: sql`ALTER TYPE`,
  index: sql`ALTER INDEX`,
  sequence: sql`ALTER SEQUENCE`,
};

const statement = ({ kind }: NamedObject, table: string, from: string, to: string): Sql => {
  const [before, after] = [sqlIdentifier(from), sqlIdentifier(to)];
  if (kind === 'constraint') return sql`ALTER TABLE ${sqlIdentifier(table)} RENAME CONSTRAINT ${before} TO ${after};`;
  if (kind === 'column') return sql`ALTER TABLE ${sqlIdentifier(table)} RENAME COLUMN ${before} TO ${after};`;
  return sql`${heads[kind]} ${before} RENAME TO ${after};`;
};

const fieldNamed = ({ kind, table }: NamedObject, to: string): string | undefined =>
  kind === 'column' ? table.to.columns.find(({ sqlName }) => sqlName === to)?.name : undefined;

const toStep = (object: NamedObject, table: string, from: string, to: string): PlannedStep =>
  step({
    kind: stepKinds[object.kind],
    table: object.table.to.name,
    field: fieldNamed(object, to),
    summary: words`Renames ${object.kind} ${quote(from)}${object.kind === 'table' ? '' : words` of ${quote(object.table.to.name)}`} to ${quote(to)}`,
    sql: statement(object, table, from, to),
    marks: object.kind === 'table' || object.kind === 'column' ? [exclusively(object.table.from)] : [],
  });

export interface Renames {
  readonly steps: readonly PlannedStep[];
  /** What a type or an index that goes later is called by then. */
  nameOfLate(kind: 'type' | 'index', sqlName: string): string;
  /** What a column, or a foreign key, of a table that goes later is called by then. */
  nameOfLateColumn(table: TablePair, sqlName: string): string;
  nameOfLateConstraint(table: TablePair, sqlName: string): string;
}

/** Names of columns and constraints are those of their table, all others those of the schema. */
const keyOf = ({ kind, table, sqlName }: NamedObject): string =>
  JSON.stringify(kind === 'column' || kind === 'constraint' ? [kind, table.from.sqlName, sqlName] : [kind, sqlName]);

const renameColumns = (
  differences: SchemaDifferences,
  table: TablePair,
  moved: Map<string, string>,
): readonly PlannedStep[] => {
  const namespaces = [columnsOf(table)];
  const late = table.columns.dropped.filter(({ sqlName }) => differences.isLate(table, sqlName));
  const moves = orderRenames(
    [
      ...table.columns.pairs.map((pair) => renamed('column', table, namespaces, pair)),
      ...late.map((from) => renamed('column', table, namespaces, { from, to: undefined })),
    ],
    table.to.columns.map(({ sqlName }) => ({ namespace: columnsOf(table), name: sqlName })),
  );
  return moves.map(({ object, from, to }) => {
    moved.set(keyOf(object), to);
    return toStep(object, table.to.sqlName, from, to);
  });
};

/** Gives everything that stays its later name, and what goes later one that is in nobody's way. */
export const renameAll = (differences: SchemaDifferences): Renames => {
  const moved = new Map<string, string>();
  const tables = new Map(differences.match.pairs.map((pair) => [pair, pair.from.sqlName]));
  const objects = [...differences.match.pairs.flatMap((table) => ofTable(differences, table)), ...ofEnums(differences)];
  const steps = orderRenames(objects, createdNames(differences)).map(({ object, from, to }) => {
    const table = tables.get(object.table) ?? object.table.from.sqlName;
    if (object.kind === 'table') tables.set(object.table, to);
    moved.set(keyOf(object), to);
    return toStep(object, table, from, to);
  });
  const ofColumns = differences.match.pairs.flatMap((table) => renameColumns(differences, table, moved));
  return {
    steps: [...steps, ...ofColumns],
    nameOfLate: (kind, sqlName) => moved.get(JSON.stringify([kind, sqlName])) ?? sqlName,
    nameOfLateColumn: (table, sqlName) => moved.get(keyOf({ kind: 'column', table, sqlName })) ?? sqlName,
    nameOfLateConstraint: (table, sqlName) => moved.get(keyOf({ kind: 'constraint', table, sqlName })) ?? sqlName,
  };
};
