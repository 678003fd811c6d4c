import { sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { rowsOf } from './execute.ts';

/** The columns of a constraint or a unique index, from the catalogue. */
export const constraintColumns = async (db: Database, table: string, name: string): Promise<readonly string[]> => {
  const rows = await rowsOf(
    db,
    sql`select a.attname as name from pg_attribute a
      join (select conrelid as relation, unnest(conkey) as number from pg_constraint
              where conname = ${name} and conrelid = to_regclass(quote_ident(${table}::text))
            union select indrelid, unnest(indkey::int2[]) from pg_index
              where indexrelid = to_regclass(quote_ident(${name}::text))
                and indrelid = to_regclass(quote_ident(${table}::text))) k
        on k.relation = a.attrelid and k.number = a.attnum`,
  );
  return rows.map((row) => String(row['name']));
};
