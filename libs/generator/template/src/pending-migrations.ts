import type { FastifyBaseLogger } from 'fastify';
import type { DatabaseHandle } from './core/database.ts';
import { pendingNames } from './core/migrations.ts';
import { StartupError } from './core/startup-error.ts';
import { migrationsFolder } from './open-database.ts';

/** Warns of what the database lacks, for a server that does not migrate at start; never fails. */
export const warnOfPendingMigrations = async (database: DatabaseHandle, log: FastifyBaseLogger): Promise<void> => {
  try {
    const pending = await pendingNames(database, migrationsFolder);
    if (pending.length === 0) return;
    log.warn(
      { pending },
      'migrations are pending: apply them with `npm run migrate` (in the image: `node dist/migrate.js`)',
    );
  } catch (error) {
    if (error instanceof StartupError) log.warn(`the migrations do not fit the database: ${error.message}`);
    // The role may not be allowed to read what was applied, and a lost connection is told by what needs it.
    else log.info({ err: error }, 'it could not be seen whether migrations are pending');
  }
};
