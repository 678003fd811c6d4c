import { none, sql, sqlIdentifier, sqlJoin, sqlLiteral, words, type Code } from '../../emit/index.ts';
import { columnSql, defaultSql, identitySql, typeSql, type PhysicalColumn } from '../../physical-schema/index.ts';
import type { PlannedMark, PlannedStep } from '../planned-step.ts';
import type { ChangeFacts } from '../facts/change-facts.ts';
import { offendingRows } from '../facts/offenders.ts';
import type { TypeChange } from '../facts/type-changes.ts';
import type { Pair, TablePair } from '../matching/schema-match.ts';
import { columnOf, exclusively, quote, step } from './step.ts';

type Sql = Code<'sql'>;

const alter = ({ to }: TablePair): Sql => sql`ALTER TABLE ${sqlIdentifier(to.sqlName)}`;
const alterColumn = (pair: TablePair, { sqlName }: PhysicalColumn, action: Sql): Sql =>
  sql`${alter(pair)} ALTER COLUMN ${sqlIdentifier(sqlName)} ${action};`;

const actionsOf = (table: TablePair, actions: readonly Sql[]): Sql => sql`
  ${alter(table)}
    ${sqlJoin(actions, ',\n')};
`;

/** Keys of a later table in which a column's values have to stay apart. */
const isInKey = ({ to }: TablePair, { sqlName }: PhysicalColumn): boolean =>
  [...to.indexes.filter(({ unique }) => unique), ...(to.primaryKey === undefined ? [] : [to.primaryKey])].some(
    ({ columns }) => columns.includes(sqlName),
  );

const unconvertible = ({ table, column, conversion }: TypeChange): PlannedMark | undefined => {
  const { offenders, mergesSpellings, using } = conversion;
  if (offenders === undefined) return undefined;
  const value = sql`t.${sqlIdentifier(column.from.sqlName)}`;
  const isStrict = mergesSpellings && isInKey(table, column.to) && using !== undefined;
  const condition = offenders.condition(value);
  const where = isStrict
    ? sql`${value} IS NOT NULL AND CASE WHEN ${condition} THEN true ELSE (${using(value)})::text <> ${value}::text END`
    : sql`${value} IS NOT NULL AND (${condition})`;
  const are = isStrict ? words`${offenders.are}, or are not spelled as PostgreSQL does` : offenders.are;
  const reason = words`fails on values in ${columnOf(table.from, column.from)} that ${are}`;
  return offendingRows(reason, { table: table.from.sqlName, where, shown: [column.from.sqlName] });
};

const typeActions = ({ column: { from, to }, conversion }: TypeChange): readonly Sql[] => {
  const name = sqlIdentifier(to.sqlName);
  const using = conversion.using === undefined ? none : sql` USING ${conversion.using(name)}`;
  return [
    ...(from.default === undefined ? [] : [sql`ALTER COLUMN ${name} DROP DEFAULT`]),
    sql`ALTER COLUMN ${name} TYPE ${typeSql(to.type)}${using}`,
    ...(to.default === undefined ? [] : [sql`ALTER COLUMN ${name} SET DEFAULT ${defaultSql(to.default)}`]),
  ];
};

const efforts = { none: 'briefly', indexes: 'indexes', table: 'rewrites' } as const;

const shownType = ({ type }: PhysicalColumn): string => (type.name === 'enum' ? 'its enum' : typeSql(type).text);

const typeSummary = ({ table, column: { from, to }, conversion: { remark }, isRebuilt }: TypeChange): string => {
  if (isRebuilt) return words`Writes ${columnOf(table.to, to)} with the new labels of its enum`;
  const change = words`Changes ${columnOf(table.to, to)} from ${shownType(from)} to ${shownType(to)}`;
  return remark === undefined ? change : words`${change} (${remark})`;
};

/** All changes of a table's types are one statement, so that its rows are written once. */
export const changeTypes = (facts: ChangeFacts): readonly PlannedStep[] =>
  facts.match.pairs.flatMap((table) => {
    const changes = facts.types.filter((change) => change.table === table);
    const [first, ...others] = changes;
    if (first === undefined) return [];
    const effects = new Set(changes.map(({ conversion }) => conversion.effect));
    const effect = effects.has('table') ? 'table' : effects.has('indexes') ? 'indexes' : 'none';
    return [
      step({
        kind: 'change_type',
        table: table.to.name,
        field: others.length === 0 ? first.column.to.name : undefined,
        summary: changes.map(typeSummary).join('; '),
        sql: actionsOf(table, changes.flatMap(typeActions)),
        marks: [...changes.map(unconvertible), exclusively(table.from, efforts[effect])],
      }),
    ];
  });

const isVolatile = ({ default: value, sequence }: PhysicalColumn): boolean =>
  sequence !== undefined || (value !== undefined && 'function' in value && value.function === 'gen_random_uuid()');

const missingValue = (table: TablePair, column: PhysicalColumn): PlannedMark | undefined =>
  column.notNull && column.default === undefined && column.sequence === undefined
    ? offendingRows(
        words`fails on rows of ${quote(table.from.name)}, because ${quote(column.name)} is required and has no default`,
        { table: table.from.sqlName, where: undefined, shown: [] },
      )
    : undefined;

/** All new columns of a table are one statement. */
export const addColumns = (facts: ChangeFacts): readonly PlannedStep[] =>
  facts.match.pairs.flatMap((table) => {
    const { added } = table.columns;
    const [first, ...others] = added;
    if (first === undefined) return [];
    return [
      step({
        kind: 'add_column',
        table: table.to.name,
        field: others.length === 0 ? first.name : undefined,
        summary: words`Adds ${added.map(({ name }) => quote(name)).join(', ')} to ${quote(table.to.name)}`,
        sql: actionsOf(
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
  { match }: ChangeFacts,
  make: (table: TablePair, column: Pair<PhysicalColumn>) => PlannedStep | undefined,
): readonly PlannedStep[] =>
  match.pairs.flatMap((table) =>
    table.columns.pairs.flatMap((column) => {
      const made = make(table, column);
      return made === undefined ? [] : [made];
    }),
  );

/** Columns that no longer number themselves, and then those that may be null. */
export const loosenColumns = (facts: ChangeFacts): readonly PlannedStep[] => [
  ...forColumns(facts, (table, { from, to }) =>
    from.sequence === undefined || to.sequence !== undefined
      ? undefined
      : step({
          kind: 'drop_identity',
          table: table.to.name,
          field: to.name,
          summary: words`${columnOf(table.to, to)} no longer numbers itself`,
          sql: alterColumn(table, to, sql`DROP IDENTITY`),
          marks: [exclusively(table.from)],
        }),
  ),
  ...forColumns(facts, (table, { from, to }) =>
    !from.notNull || to.notNull
      ? undefined
      : step({
          kind: 'drop_not_null',
          table: table.to.name,
          field: to.name,
          summary: words`${columnOf(table.to, to)} may be null`,
          sql: alterColumn(table, to, sql`DROP NOT NULL`),
          marks: [exclusively(table.from)],
        }),
  ),
];

export const setDefaults = (facts: ChangeFacts): readonly PlannedStep[] =>
  forColumns(facts, (table, { from, to }) => {
    const isSame = JSON.stringify(from.default) === JSON.stringify(to.default);
    if (isSame || facts.typeChange(table, to.sqlName) !== undefined) return undefined;
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

/** The text of a name as PostgreSQL reads one that is quoted. */
const quotedName = (name: string): string => words`"${name.replaceAll('"', '""')}"`;

/** Columns that come to number themselves, from behind their largest number. */
export const addIdentities = (facts: ChangeFacts): readonly PlannedStep[] =>
  forColumns(facts, (table, { from, to }) => {
    if (from.sequence !== undefined || to.sequence === undefined) return undefined;
    const [column, name] = [sqlIdentifier(to.sqlName), sqlIdentifier(table.to.sqlName)];
    return step({
      kind: 'add_identity',
      table: table.to.name,
      field: to.name,
      summary: words`${columnOf(table.to, to)} numbers itself`,
      sql: [
        ...(from.notNull ? [] : [alterColumn(table, to, sql`SET NOT NULL`)]),
        alterColumn(table, to, sql`ADD ${identitySql(to.sequence)}`),
        sql`SELECT setval(${sqlLiteral(quotedName(to.sequence))}::regclass, greatest(max(${column}), 1), coalesce(max(${column}) >= 1, false)) FROM ${name};`,
      ],
      marks: [from.notNull ? undefined : nullRows(table, from), exclusively(table.from, 'scans')],
    });
  });

export const nullRows = (table: TablePair, column: PhysicalColumn): PlannedMark =>
  offendingRows(words`fails on rows of ${quote(table.from.name)} in which ${quote(column.name)} is null`, {
    table: table.from.sqlName,
    where: sql`t.${sqlIdentifier(column.sqlName)} IS NULL`,
    shown: [],
  });

/** Whether a column that is there has to refuse null from now on; one that numbers itself does so at once. */
export const becomesRequired = ({ from, to }: Pair<PhysicalColumn>): boolean =>
  !from.notNull && to.notNull && (from.sequence !== undefined || to.sequence === undefined);
