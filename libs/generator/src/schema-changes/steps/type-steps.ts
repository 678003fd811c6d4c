import { none, sql, sqlBody, sqlDecimal, sqlIdentifier, sqlLiteral, words, type Code } from '../../emit/index.ts';
import { defaultSql, typeSql, type PhysicalColumn } from '../../physical-schema/index.ts';
import { reachOf } from '../conversions/limits.ts';
import type { RewriteEffect } from '../conversions/rewrites.ts';
import { isWholeName } from '../conversions/type-groups.ts';
import type { PlannedMark, PlannedStep } from '../planned-step.ts';
import type { SchemaDifferences } from '../differences/schema-differences.ts';
import { isConversionImplied } from '../differences/implied.ts';
import { offendingRows } from '../differences/offenders.ts';
import type { TypeChange } from '../differences/type-changes.ts';
import type { TablePair } from '../matching/schema-match.ts';
import { alterTable } from './alter-table.ts';
import { mergedKeys } from './key-steps.ts';
import { columnOf, exclusively, step } from './step.ts';

type Sql = Code<'sql'>;

/** Keys of a later table in which a column's values have to stay apart. */
const isInKey = ({ to }: TablePair, { sqlName }: PhysicalColumn): boolean =>
  [...to.indexes.filter(({ unique }) => unique), ...(to.primaryKey === undefined ? [] : [to.primaryKey])].some(
    ({ columns }) => columns.includes(sqlName),
  );

const unconvertible = (
  differences: SchemaDifferences,
  { table, column, conversion }: TypeChange,
): PlannedMark | undefined => {
  const { offenders, mergesSpellings, using } = conversion;
  if (offenders === undefined || isConversionImplied(differences, table, column, offenders)) return undefined;
  const value = sql`t.${sqlIdentifier(column.from.sqlName)}`;
  const isStrict = mergesSpellings && isInKey(table, column.to) && using !== undefined;
  const condition = offenders.condition(value);
  // Of a list and a value, the element is compared: the two are never spelled alike.
  const isOther = column.from.type.array !== column.to.type.array;
  const given = isOther && column.from.type.array ? sql`(${value})[1]` : value;
  const converted = using?.(value) ?? value;
  const spelled = isOther && column.to.type.array ? sql`(${converted})[1]` : sql`(${converted})`;
  const where = isStrict
    ? sql`${value} IS NOT NULL AND CASE WHEN ${condition} THEN true ELSE ${spelled}::text <> ${given}::text END`
    : sql`${value} IS NOT NULL AND (${condition})`;
  const are = isStrict ? words`${offenders.are}, or are not spelled as PostgreSQL does` : offenders.are;
  const reason = words`fails on values in ${columnOf(table.from, column.from)} that ${are}`;
  return offendingRows(reason, { table: table.from, where, shown: [column.from.sqlName] });
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

/** PostgreSQL builds a partial index anew even where it keeps the values as they are: it does not compare conditions. */
const effectOf = (differences: SchemaDifferences, { table, column, conversion }: TypeChange): RewriteEffect => {
  const isInPartial = differences
    .constraints(table)
    .indexes.pairs.some(({ to }) => to.whereNull !== undefined && to.columns.includes(column.to.sqlName));
  return conversion.effect === 'none' && isInPartial ? 'indexes' : conversion.effect;
};

const efforts = { none: 'briefly', indexes: 'indexes', table: 'rewrites' } as const;

const shownType = ({ type }: PhysicalColumn): string => (type.name === 'enum' ? 'its enum' : typeSql(type).text);

const typeSummary = ({ table, column: { from, to }, conversion: { remark }, isRebuilt }: TypeChange): string => {
  if (isRebuilt) return words`Writes ${columnOf(table.to, to)} with the new labels of its enum`;
  const change = words`Changes ${columnOf(table.to, to)} from ${shownType(from)} to ${shownType(to)}`;
  return remark === undefined ? change : words`${change} (${remark})`;
};

/**
 * A sequence beyond the later type's numbers would make its column fail: it goes back to behind the largest number that is
 * there.
 */
const sequenceWithin = ({ table, column: { from, to } }: TypeChange): readonly Sql[] => {
  const most = isWholeName(to.type.name) ? reachOf(to.type.name)[1] : undefined;
  if (from.sequence === undefined || to.sequence === undefined || most === undefined) return [];
  if (isWholeName(from.type.name) && reachOf(from.type.name)[1].length <= most.length) return [];
  const body = sql`
    BEGIN
      IF (SELECT last_value FROM ${sqlIdentifier(to.sequence)}) > ${sqlDecimal(most)} THEN
        EXECUTE format(
          'ALTER SEQUENCE %I RESTART WITH %s',
          ${sqlLiteral(to.sequence)},
          (SELECT least(greatest(coalesce(max(${sqlIdentifier(to.sqlName)}), 0) + 1, 1), ${sqlDecimal(most)}) FROM ${sqlIdentifier(table.to.sqlName)})
        );
      END IF;
    END
  `;
  return [sql`DO ${sqlBody(body)};`];
};

/** All changes of a table's types are one statement, so that its rows are written once. */
export const changeTypes = (differences: SchemaDifferences): readonly PlannedStep[] =>
  differences.match.pairs.flatMap((table) => {
    const changes = differences.types.filter((change) => change.table === table);
    const [first, ...others] = changes;
    if (first === undefined) return [];
    const effects = new Set(changes.map((change) => effectOf(differences, change)));
    const effect = effects.has('table') ? 'table' : effects.has('indexes') ? 'indexes' : 'none';
    return [
      step({
        kind: 'change_type',
        table: table.to.name,
        field: others.length === 0 ? first.column.to.name : undefined,
        summary: changes.map(typeSummary).join('; '),
        sql: [...changes.flatMap(sequenceWithin), alterTable(table, changes.flatMap(typeActions))],
        marks: [
          ...changes.map((change) => unconvertible(differences, change)),
          ...mergedKeys(differences, table),
          exclusively(table.from, efforts[effect]),
        ],
      }),
    ];
  });
