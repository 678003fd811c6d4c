import type { PhysicalSchema } from '../../../src/physical-schema/index.ts';
import type { ScriptSession } from '../../../template/src/core/database.ts';
import { quoted } from './draw-rows.ts';

const kept = 'rows_before';

/** Copies all rows into a schema of their own. */
export const keepRows = async (session: ScriptSession, { tables }: PhysicalSchema): Promise<void> => {
  const copies = tables.map(({ sqlName }) => `CREATE TABLE ${kept}.${quoted(sqlName)} AS TABLE ${quoted(sqlName)}`);
  await session.run([`CREATE SCHEMA ${kept}`, ...copies].join('; '));
};

/** Puts them back, whatever has become of them; without foreign keys, as tables may refer to one another in a circle. */
export const restoreRows = async (session: ScriptSession, { tables }: PhysicalSchema): Promise<void> => {
  const names = tables.map(({ sqlName }) => quoted(sqlName));
  await session.run(
    [
      'SET session_replication_role = replica',
      `TRUNCATE ${names.join(', ')}`,
      ...names.map((name) => `INSERT INTO ${name} SELECT * FROM ${kept}.${name}`),
      'RESET session_replication_role',
      `DROP SCHEMA ${kept} CASCADE`,
    ].join('; '),
  );
};
