import { sql, sqlIdentifier, type Code } from '../../emit/index.ts';
import { defaultSql, typeSql, type PhysicalColumn } from '../../physical-schema/index.ts';
import { floats, isOneOf } from '../conversions/type-groups.ts';
import type { Pair, TablePair } from '../matching/schema-match.ts';
import type { SchemaDifferences } from './schema-differences.ts';

type Sql = Code<'sql'>;

/**
 * What a later column will hold in a row, told before the migration: an expression over the row's table, one value for all
 * rows, null, a value of its own for each row, or nothing at all, because no row can be there.
 */
export type ValueBefore =
  | { readonly kind: 'expression'; readonly sql: (table: Sql) => Sql }
  | { readonly kind: 'constant'; readonly sql: Sql }
  | { readonly kind: 'null' }
  | { readonly kind: 'distinct' }
  | { readonly kind: 'absent' };

const ofNewColumn = (column: PhysicalColumn): ValueBefore => {
  if (column.sequence !== undefined) return { kind: 'distinct' };
  if (column.default === undefined) return column.notNull ? { kind: 'absent' } : { kind: 'null' };
  if ('function' in column.default) {
    return column.default.function === 'gen_random_uuid()'
      ? { kind: 'distinct' }
      : { kind: 'constant', sql: sql`${defaultSql(column.default)}::${typeSql(column.type)}` };
  }
  // The type of an enum may not be there yet; its labels are texts.
  const type = column.type.name === 'enum' ? sql`text` : typeSql(column.type);
  return { kind: 'constant', sql: sql`${defaultSql(column.default)}::${type}` };
};

/** As a floating point number has it, which 0.1 is not the 0.1 of: PostgreSQL compares the two otherwise. */
const asFloat = ({ from, to }: Pair<PhysicalColumn>, column: Sql): Sql =>
  isOneOf(floats, to.type.name) && from.type.name !== to.type.name ? sql`${column}::${typeSql(to.type)}` : column;

/** What a column of the later table will hold, by its SQL name. */
export const valueBefore = (differences: SchemaDifferences, table: TablePair, sqlName: string): ValueBefore => {
  const pair = table.columns.pairs.find(({ to }) => to.sqlName === sqlName);
  if (pair === undefined) {
    const column = table.to.columns.find((column) => column.sqlName === sqlName);
    if (column === undefined) throw new RangeError(`The table has no column ${JSON.stringify(sqlName)}`);
    return ofNewColumn(column);
  }
  const { using, offenders } = differences.typeChange(table, sqlName)?.conversion ?? {};
  if (offenders?.all === true) return { kind: 'null' };
  return {
    kind: 'expression',
    sql: (alias) => {
      const column = sql`${alias}.${sqlIdentifier(pair.from.sqlName)}`;
      // A rebuilt enum does not exist yet; its labels are those of the earlier one.
      const isEnum = pair.to.type.name === 'enum' && differences.typeChange(table, sqlName) !== undefined;
      const converted = isEnum ? sql`${column}::text` : (using?.(column) ?? asFloat(pair, column));
      return offenders === undefined
        ? converted
        : sql`CASE WHEN NOT (${offenders.condition(column)}) THEN ${converted} END`;
    },
  };
};
