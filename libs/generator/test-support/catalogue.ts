import { parseCheck } from './catalogue-check.ts';
import { byJson, type Catalogue, type CatalogueColumn, type CatalogueTable, type RunQuery } from './catalogue-shape.ts';

interface RawColumn extends Omit<CatalogueColumn, 'identity' | 'default'> {
  readonly identity: '' | 'a' | 'd';
  readonly expression: string | null;
}
interface RawIndex {
  readonly columns: readonly string[];
  readonly method: string;
  readonly unique: boolean;
  readonly primary: boolean;
  readonly predicate: string | null;
}
interface RawTable {
  readonly name: string;
  readonly comment: string | null;
  readonly columns: readonly RawColumn[];
  readonly indexes: readonly RawIndex[];
  readonly foreign_keys: CatalogueTable['foreignKeys'];
  readonly checks: readonly { readonly columns: readonly string[]; readonly definition: string }[];
}

const columnNames = (relation: string, numbers: string): string => `(
  select json_agg(a.attname order by n.position)
  from unnest(${numbers}) with ordinality as n(number, position)
  join pg_attribute a on a.attrelid = ${relation} and a.attnum = n.number)`;

const action = (column: string): string =>
  `case ${column} when 'a' then 'no action' when 'r' then 'restrict' when 'c' then 'cascade' when 'n' then 'set null' when 'd' then 'set default' end`;

const tablesQuery = `
  select json_build_object(
    'name', t.relname,
    'comment', obj_description(t.oid, 'pg_class'),
    'columns', (
      select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'required', a.attnotnull,
        'identity', a.attidentity, 'expression', pg_get_expr(d.adbin, d.adrelid), 'comment', col_description(t.oid, a.attnum))
        order by a.attnum)
      from pg_attribute a left join pg_attrdef d on d.adrelid = t.oid and d.adnum = a.attnum
      where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped),
    'indexes', (
      select coalesce(json_agg(json_build_object('columns', ${columnNames('t.oid', 'i.indkey::int2[]')}, 'unique', i.indisunique,
        'method', m.amname, 'primary', i.indisprimary, 'predicate', pg_get_expr(i.indpred, i.indrelid))), '[]')
      from pg_index i join pg_class x on x.oid = i.indexrelid join pg_am m on m.oid = x.relam where i.indrelid = t.oid),
    'foreign_keys', (
      select coalesce(json_agg(json_build_object('columns', ${columnNames('t.oid', 'c.conkey')}, 'table', r.relname,
        'referencedColumns', ${columnNames('r.oid', 'c.confkey')}, 'onDelete', ${action('c.confdeltype')},
        'onUpdate', ${action('c.confupdtype')})), '[]')
      from pg_constraint c join pg_class r on r.oid = c.confrelid where c.conrelid = t.oid and c.contype = 'f'),
    'checks', (
      select coalesce(json_agg(json_build_object('columns', ${columnNames('t.oid', 'c.conkey')},
        'definition', pg_get_expr(c.conbin, c.conrelid))), '[]')
      from pg_constraint c where c.conrelid = t.oid and c.contype = 'c')
  ) as "table"
  from pg_class t where t.relkind = 'r' and t.relnamespace = to_regnamespace(quote_ident($1)) order by t.relname`;

const enumsQuery = `
  select t.typname as name, (select json_agg(e.enumlabel order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid) as labels
  from pg_type t where t.typtype = 'e' and t.typnamespace = to_regnamespace(quote_ident($1))`;

const functions = new Set(['now()', 'CURRENT_TIMESTAMP', 'CURRENT_DATE', 'gen_random_uuid()']);

/** The values of literal defaults as JSON text, by expression. */
const evaluateDefaults = async (
  query: RunQuery,
  expressions: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  if (expressions.length === 0) return new Map();
  const rows = expressions.map((expression, position) => `(${position}, to_jsonb(${expression})::text)`);
  const found = await query(`select value from (values ${rows.join(', ')}) as t(position, value) order by position`);
  return new Map(expressions.map((text, index) => [text, (found.rows[index] as { value: string }).value]));
};

const whereNull = (predicate: string | null): string | null => {
  if (predicate === null) return null;
  const column = /^\((?:"((?:[^"]|"")+)"|(\w+)) IS NULL\)$/.exec(predicate);
  return column?.[1]?.replaceAll('""', '"') ?? column?.[2] ?? `not understood: ${predicate}`;
};

const defaultOf = (expression: string | null, values: ReadonlyMap<string, string>): CatalogueColumn['default'] => {
  if (expression === null) return null;
  return functions.has(expression)
    ? { function: expression.toLowerCase() }
    : { value: values.get(expression) ?? 'null' };
};

/** A literal as its column will hold it: a default is stored without the column's length. */
const typed = (expression: string | null, type: string): string | null =>
  expression === null || functions.has(expression) ? expression : `(${expression})::${type}`;

const identities = { '': null, a: 'always', d: 'by default' } as const;

const toTable = (raw: RawTable, values: ReadonlyMap<string, string>): CatalogueTable => ({
  name: raw.name,
  comment: raw.comment,
  columns: raw.columns.map(({ name, type, required, identity, expression, comment }) => ({
    name,
    type,
    required,
    identity: identities[identity],
    default: defaultOf(typed(expression, type), values),
    comment,
  })),
  primaryKey: raw.indexes.find((index) => index.primary)?.columns ?? null,
  indexes: raw.indexes
    .filter((index) => !index.primary)
    .map(({ columns, method, unique, predicate }) => ({ columns, method, unique, whereNull: whereNull(predicate) }))
    .toSorted(byJson),
  foreignKeys: raw.foreign_keys.toSorted(byJson),
  checks: raw.checks.map(({ columns, definition }) => parseCheck(columns, definition)).toSorted(byJson),
});

/** Reads what a schema of a PostgreSQL database really has. */
export const readCatalogue = async (query: RunQuery, schema = 'public'): Promise<Catalogue> => {
  const raw = (await query(tablesQuery, [schema])).rows.map((row) => (row as { table: RawTable }).table);
  const expressions = raw
    .flatMap((table) => table.columns.map((column) => typed(column.expression, column.type)))
    .filter((expression) => expression !== null && !functions.has(expression)) as string[];
  const values = await evaluateDefaults(query, [...new Set(expressions)]);
  const enums = (await query(enumsQuery, [schema])).rows as { name: string; labels: string[] }[];
  return {
    tables: raw.map((table) => toTable(table, values)).toSorted((left, right) => byJson(left.name, right.name)),
    enums: enums.map(({ name, labels }) => ({ name, labels })).toSorted(byJson),
  };
};
