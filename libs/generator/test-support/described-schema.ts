import type { RunQuery } from './catalogue-shape.ts';

/**
 * Everything of the current schema as PostgreSQL prints it, one sentence each, names included and sorted: two schemas with
 * the same sentences differ in nothing but the order of their columns. NOT NULL is told by column, because PostgreSQL 18
 * names it and 15 does not.
 */
const sentences = `
  with tables as (
    select c.oid, quote_ident(c.relname) as name from pg_class c
    where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace and c.relname <> '_applied_migrations'
  )
  select 'table ' || name || coalesce(': ' || obj_description(oid, 'pg_class'), '') as sentence from tables
  union all
  select 'column ' || t.name || '.' || quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
    || case when a.attnotnull then ' not null' else '' end
    || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
    || case a.attidentity when '' then '' else ' identity ' || a.attidentity::text || ' ' || pg_get_serial_sequence(t.name, a.attname) end
    || coalesce(': ' || col_description(t.oid, a.attnum), '')
  from tables t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = t.oid and d.adnum = a.attnum
  union all
  select 'constraint ' || t.name || '.' || quote_ident(k.conname) || ' ' || pg_get_constraintdef(k.oid)
    || case when k.convalidated then '' else ' unvalidated' end
  from tables t join pg_constraint k on k.conrelid = t.oid where k.contype <> 'n'
  union all
  select 'index ' || pg_get_indexdef(i.indexrelid) || case when i.indisvalid then '' else ' invalid' end
  from tables t join pg_index i on i.indrelid = t.oid
  union all
  select 'enum ' || quote_ident(e.typname) || ' '
    || (select string_agg(quote_literal(l.enumlabel), ', ' order by l.enumsortorder) from pg_enum l where l.enumtypid = e.oid)
  from pg_type e where e.typtype = 'e' and e.typnamespace = current_schema()::regnamespace
  union all
  select 'sequence ' || quote_ident(c.relname) || ' ' || format_type(s.seqtypid, null) || ' ' || s.seqmin || ' ' || s.seqmax
  from pg_class c join pg_sequence s on s.seqrelid = c.oid where c.relnamespace = current_schema()::regnamespace`;

export const describeSchema = async (query: RunQuery): Promise<readonly string[]> => {
  const { rows } = await query(sentences);
  return rows.map((row) => (row as { readonly sentence: string }).sentence).toSorted();
};
