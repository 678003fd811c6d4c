import { fileURLToPath } from 'node:url';
import type { Config } from './config.ts';
import { openEmbedded, openPostgres, type DatabaseHandle } from './core/database.ts';
import { migrate } from './core/migrations.ts';

/** A sibling of both src and dist. */
export const migrationsFolder = fileURLToPath(new URL('../migrations', import.meta.url));

/** Opens the configured database and applies migrations if `migrateOnStart` is set. */
export const openDatabase = async (config: Pick<Config, 'database' | 'migrateOnStart'>): Promise<DatabaseHandle> => {
  const database =
    config.database.kind === 'embedded'
      ? await openEmbedded(config.database.folder)
      : openPostgres({
          ...config.database,
          onIdleError: (error) => process.stderr.write(`Database connection lost: ${error.message}\n`),
        });
  try {
    if (config.migrateOnStart) await migrate(database, migrationsFolder);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
};
