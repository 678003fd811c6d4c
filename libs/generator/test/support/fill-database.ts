import { run } from './run.ts';

/**
 * Makes rows in every table as far as the constraints allow, with the values that the project's own tests use; every third
 * without its optional fields.
 */
const script = (perTable: number) => `
  import { readConfig } from './src/config.ts';
  import { openDatabase } from './src/open-database.ts';
  import { insertRows } from './test/support/database.ts';
  import { model } from './test/support/project.ts';
  import { createWorld } from './test/support/world.ts';

  const database = await openDatabase(readConfig(process.env));
  const world = createWorld(model);
  for (const table of model.tables)
    for (let n = 0; n < ${perTable}; n += 1) world.add(table, { complete: n % 3 !== 2 });
  await database.withSession((session) => insertRows((sql, parameters = []) => session.query(sql, parameters), world.all()));
  await database.close();
  process.stdout.write(String(world.all().length));`;

/** The variables of a database for a generated project: a URL of PostgreSQL, or a folder. */
const variablesOf = (address: string): Readonly<Record<string, string>> =>
  address.startsWith('postgres:') ? { DATABASE_URL: address } : { DATA_FOLDER: address };

/** Migrates the database of a generated project and fills it; returns the number of rows. */
export const fillDatabase = async (project: string, address: string, perTable: number): Promise<number> => {
  const args = ['--import', 'tsx', '--input-type=module', '--eval', script(perTable)];
  const { status, output } = await run(process.execPath, args, project, variablesOf(address));
  if (status !== 0) throw new Error(`the database could not be filled:\n${output}`);
  return Number(output.split('\n').at(-1));
};
