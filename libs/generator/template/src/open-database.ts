import { fileURLToPath } from 'node:url';
import type { Config } from './config.ts';
import { openEmbedded, openPostgres, type DatabaseHandle } from './core/database.ts';
import { migrate } from './core/migrations.ts';

/** A sibling of both src and dist. */
export const migrationsFolder = fileURLToPath(new URL('../migrations', import.meta.url));

const notify = (notice: string): void => void process.stderr.write(`${notice}\n`);

/** Applies the migrations that the database does not have yet; returns their names. */
export const applyMigrations = (
  database: DatabaseHandle,
  { migrations }: Pick<Config, 'migrations'>,
): Promise<readonly string[]> => migrate(database, migrationsFolder, { ...migrations, onNotice: notify });

/** Opens the configured database and applies migrations if `migrateOnStart` is set. */
export const openDatabase = async (
  config: Pick<Config, 'database' | 'migrateOnStart' | 'migrations'>,
): Promise<DatabaseHandle> => {
  const database =
    config.database.kind === 'embedded'
      ? await openEmbedded(config.database.folder)
      : openPostgres({
          ...config.database,
          onIdleError: (error) => notify(`Database connection lost: ${error.message}`),
        });
  try {
    if (config.migrateOnStart) await applyMigrations(database, config);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
};
