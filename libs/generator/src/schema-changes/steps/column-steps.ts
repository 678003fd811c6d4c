import { sql, sqlIdentifier, sqlNameText, words } from '../../emit/index.ts';
import { columnSql, defaultSql, identitySql, type PhysicalColumn } from '../../physical-schema/index.ts';
import type { MigrationPart } from '../change-plan.ts';
import type { PlannedMark, PlannedStep } from '../planned-step.ts';
import type { SchemaDifferences } from '../differences/schema-differences.ts';
import { offendingRows } from '../differences/offenders.ts';
import type { Pair, TablePair } from '../matching/schema-match.ts';
import { dataText } from '../same-data.ts';
import { alterColumn, alterTable } from './alter-table.ts';
import { nullRows } from './required-steps.ts';
import { columnOf, exclusively, quote, step } from './step.ts';

const isVolatile = ({ default: value, sequence }: PhysicalColumn): boolean =>
  sequence !== undefined || (value !== undefined && 'function' in value && value.function === 'gen_random_uuid()');

/** A default would have rows refer to one that has to be there already. */
const missingRemedy = ({ to }: TablePair, { name, sqlName }: PhysicalColumn): string => {
  const refers = to.foreignKeys.some(({ columns }) => columns.includes(sqlName));
  const start = refers ? 'add' : words`give ${quote(name)} a default, or add`;
  const what = refers ? quote(name) : 'it';
  return words`Rows that are there have no value for it: ${start} ${what} as one that is not required, fill it, and require it with the generation after that.`;
};

const missingValue = (table: TablePair, column: PhysicalColumn): PlannedMark | undefined =>
  column.notNull && column.default === undefined && column.sequence === undefined
    ? offendingRows(
        words`fails on rows of ${quote(table.from.name)}, because ${quote(column.name)} is required and has no default`,
        {
          table: table.from,
          where: undefined,
          shown: [],
          remedy: missingRemedy(table, column),
        },
      )
    : undefined;

/** All new columns of a table are one statement. */
export const addColumns = (differences: SchemaDifferences): readonly PlannedStep[] =>
  differences.match.pairs.flatMap((table) => {
    const { added } = table.columns;
    const [first, ...others] = added;
    if (first === undefined) return [];
    return [
      step({
        kind: 'add_column',
        table: table.to.name,
        field: others.length === 0 ? first.name : undefined,
        summary: words`Adds ${added.map(({ name }) => quote(name)).join(', ')} to ${quote(table.to.name)}`,
        sql: alterTable(
          table,
          added.map((column) => sql`ADD COLUMN ${columnSql(column)}`),
        ),
        marks: [
          ...added.map((column) => missingValue(table, column)),
          exclusively(table.from, added.some(isVolatile) ? 'rewrites' : 'briefly'),
        ],
      }),
    ];
  });

const forColumns = (
  { match }: SchemaDifferences,
  make: (table: TablePair, column: Pair<PhysicalColumn>) => PlannedStep | undefined,
): readonly PlannedStep[] =>
  match.pairs.flatMap((table) =>
    table.columns.pairs.flatMap((column) => {
      const made = make(table, column);
      return made === undefined ? [] : [made];
    }),
  );

/** Columns that no longer number themselves. */
export const dropIdentities = (differences: SchemaDifferences): readonly PlannedStep[] =>
  forColumns(differences, (table, { from, to }) =>
    from.sequence === undefined || to.sequence !== undefined
      ? undefined
      : step({
          kind: 'drop_identity',
          table: table.to.name,
          field: to.name,
          summary: words`${columnOf(table.to, to)} is no longer an identity column`,
          sql: alterColumn(table, to, sql`DROP IDENTITY`),
          marks: [exclusively(table.from)],
        }),
  );

/** A column of a primary key can be null only once that has gone. */
const partOfLoosening = (
  differences: SchemaDifferences,
  table: TablePair,
  { sqlName }: PhysicalColumn,
): MigrationPart => {
  const swap = differences.swap(table);
  return swap?.part === 'indexes' && swap.oldKey?.columns.includes(sqlName) === true ? 'indexes' : 'changes';
};

/** Columns that may be null. */
export const loosenColumns = (differences: SchemaDifferences, part: MigrationPart): readonly PlannedStep[] =>
  forColumns(differences, (table, { from, to }) =>
    !from.notNull || to.notNull || partOfLoosening(differences, table, from) !== part
      ? undefined
      : step({
          kind: 'drop_not_null',
          part,
          table: table.to.name,
          field: to.name,
          summary: words`${columnOf(table.to, to)} may be null`,
          sql: alterColumn(table, to, sql`DROP NOT NULL`),
          marks: [exclusively(table.from)],
        }),
  );

/** PostgreSQL renames the labels of a default with those of its type: the same words are another default then. */
const keepsDefault = (table: TablePair, { from, to }: Pair<PhysicalColumn>): boolean => {
  const isRelabelled = to.type.name === 'enum' && to.default !== undefined && table.labels.has(to.sqlName);
  return !isRelabelled && dataText(from.default) === dataText(to.default);
};

export const setDefaults = (differences: SchemaDifferences): readonly PlannedStep[] =>
  forColumns(differences, (table, column) => {
    const { to } = column;
    if (keepsDefault(table, column) || differences.typeChange(table, to.sqlName) !== undefined) return undefined;
    const action = to.default === undefined ? sql`DROP DEFAULT` : sql`SET DEFAULT ${defaultSql(to.default)}`;
    return step({
      kind: 'set_default',
      table: table.to.name,
      field: to.name,
      summary: words`${to.default === undefined ? 'Drops' : 'Sets'} the default of ${columnOf(table.to, to)}`,
      sql: alterColumn(table, to, action),
      marks: [exclusively(table.from)],
    });
  });

/** Columns that come to number themselves, from behind their largest number. */
export const addIdentities = (differences: SchemaDifferences): readonly PlannedStep[] =>
  forColumns(differences, (table, column) => {
    const { from, to } = column;
    if (from.sequence !== undefined || to.sequence === undefined) return undefined;
    const [numbered, name] = [sqlIdentifier(to.sqlName), sqlIdentifier(table.to.sqlName)];
    return step({
      kind: 'add_identity',
      table: table.to.name,
      field: to.name,
      summary: words`${columnOf(table.to, to)} becomes an identity column`,
      sql: [
        ...(from.notNull ? [] : [alterColumn(table, to, sql`SET NOT NULL`)]),
        alterColumn(table, to, sql`ADD ${identitySql(to.sequence)}`),
        sql`SELECT setval(${sqlNameText(to.sequence)}::regclass, greatest(max(${numbered}), 1), coalesce(max(${numbered}) >= 1, false)) FROM ${name};`,
      ],
      marks: [from.notNull ? undefined : nullRows(differences, table, column), exclusively(table.from, 'scans')],
    });
  });
