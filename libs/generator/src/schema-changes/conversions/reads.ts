import { sql, sqlLiteral, type Code } from '../../emit/index.ts';
import type { TypeName } from './conversion.ts';

type Sql = Code<'sql'>;

/** Whether PostgreSQL reads a text as a type (its own `pg_input_is_valid` came with version 16); needs `readsSetup`. */
export const reads = (value: Sql, type: TypeName): Sql =>
  sql`pg_temp.snapinfra_reads(${value}::text, ${sqlLiteral(type)})`;

/** The function that `reads` calls; it goes with the session. */
export const readsSetup: Sql = sql`
  CREATE OR REPLACE FUNCTION pg_temp.snapinfra_reads(value text, type text) RETURNS boolean LANGUAGE plpgsql AS $snapinfra$
  BEGIN
    EXECUTE 'SELECT $1::' || type USING value;
    RETURN true;
  EXCEPTION WHEN OTHERS THEN
    RETURN false;
  END
  $snapinfra$;
`;

/** Whether a statement calls the function. */
export const callsReads = (statement: Sql): boolean => statement.text.includes('pg_temp.snapinfra_reads(');
