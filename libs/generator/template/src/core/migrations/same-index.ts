import type { ScriptSession } from '../database.ts';
import { indexMethod, type NamedIndex } from './statements.ts';

/** Something else has the name of an index that is created IF NOT EXISTS: PostgreSQL would accept it unseen. */
export class NameTakenError extends Error {
  override readonly name = 'NameTakenError';
  /** As PostgreSQL reports it without IF NOT EXISTS. */
  readonly code = '42P07';
}

/** What has the index's name in the schema of its table. */
const findNamed = async (session: ScriptSession, { name, table }: NamedIndex) => {
  const [row] = await session.query(
    `select c.oid::text as oid, coalesce(i.indrelid = t.oid, false) as of_table, coalesce(
         (select format('the constraint %I of %s, %s', k.conname, k.conrelid::regclass, pg_get_constraintdef(k.oid))
            from pg_constraint k where k.conindid = c.oid and k.contype in ('p', 'u', 'x')),
         pg_get_indexdef(i.indexrelid),
         format('the %s %s', case c.relkind when 'r' then 'table' when 'p' then 'table' when 'f' then 'foreign table'
           when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence' else 'type' end, c.oid::regclass)
       ) as description
     from pg_class t join pg_class c on c.relnamespace = t.relnamespace left join pg_index i on i.indexrelid = c.oid
     where t.oid = to_regclass($1) and c.relname = $2::name`,
    [table, name],
  );
  return row && { oid: String(row['oid']), isOfTable: row['of_table'] === true, description: row['description'] };
};

/** Everything that defines an index, apart from its name and its table; undefined for anything else. */
const shapeOf = async (session: ScriptSession, where: string, parameter: string): Promise<string | undefined> => {
  const [row] = await session.query(
    `select pg_get_indexdef(i.indexrelid) as definition, i.indisunique, i.indimmediate, i.indisexclusion
     from pg_index i join pg_class c on c.oid = i.indexrelid where ${where}`,
    [parameter],
  );
  if (row === undefined) return undefined;
  const { definition, ...flags } = row;
  return `${JSON.stringify(flags)} ${indexMethod(String(definition))}`;
};

/** The shape of the index that the statement would create, read from one on an empty temporary table. */
const wantedShape = async (session: ScriptSession, index: NamedIndex): Promise<string | undefined> => {
  await session.run('begin');
  try {
    await session.run(index.onTemporaryTable);
    return await shapeOf(session, 'c.relnamespace = pg_my_temp_schema() and c.relname = $1::name', index.name);
  } finally {
    // Fails only if the connection is lost, which rolls back as well.
    await session.run('rollback').catch(() => undefined);
  }
};

/**
 * IF NOT EXISTS is there to continue an interrupted migration, but it accepts anything that has the name.
 * @throws NameTakenError unless nothing has it, or the same index of the same table
 */
export const requireSameIndex = async (session: ScriptSession, index: NamedIndex): Promise<void> => {
  if (!index.isConditional) return;
  const found = await findNamed(session, index);
  if (found === undefined) return;
  const isSame =
    found.isOfTable &&
    (await shapeOf(session, 'i.indexrelid = $1::oid', found.oid)) === (await wantedShape(session, index));
  if (isSame) return;
  throw new NameTakenError(
    `There is something else with the name "${index.name}" in the database: ${String(found.description)}`,
  );
};
