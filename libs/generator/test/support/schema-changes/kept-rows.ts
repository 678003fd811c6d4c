import type { PhysicalColumn, PhysicalSchema } from '../../../src/physical-schema/index.ts';
import type { ScriptSession } from '../../../template/src/core/database.ts';
import { quoted } from './draw-rows.ts';

const kept = 'rows_before';

/** A column, with labels as texts or as those of its type again: no copy depends on a type that goes. */
const withLabels =
  (as: 'texts' | 'labels') =>
  ({ sqlName, type }: PhysicalColumn): string => {
    if (type.name !== 'enum') return quoted(sqlName);
    const name = as === 'texts' ? 'text' : quoted(type.declaredAs);
    return `${quoted(sqlName)}::${name}${type.array ? '[]' : ''} AS ${quoted(sqlName)}`;
  };

/** Copies all rows into a schema of their own. */
export const keepRows = async (session: ScriptSession, { tables }: PhysicalSchema): Promise<void> => {
  const copies = tables.map(
    ({ sqlName, columns }) =>
      `CREATE TABLE ${kept}.${quoted(sqlName)} AS SELECT ${columns.map(withLabels('texts')).join(', ')} FROM ${quoted(sqlName)}`,
  );
  await session.run([`CREATE SCHEMA ${kept}`, ...copies].join('; '));
};

/** Puts them back, whatever has become of them; without foreign keys, as tables may refer to one another in a circle. */
export const restoreRows = async (session: ScriptSession, { tables }: PhysicalSchema): Promise<void> => {
  const names = tables.map(({ sqlName }) => quoted(sqlName));
  await session.run(
    [
      'SET session_replication_role = replica',
      `TRUNCATE ${names.join(', ')}`,
      ...tables.map(
        ({ columns }, position) =>
          `INSERT INTO ${names[position]} (${columns.map(({ sqlName }) => quoted(sqlName)).join(', ')}) SELECT ${columns.map(withLabels('labels')).join(', ')} FROM ${kept}.${names[position]}`,
      ),
      'RESET session_replication_role',
      `DROP SCHEMA ${kept} CASCADE`,
    ].join('; '),
  );
};
