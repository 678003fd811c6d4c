import type { FastifyBaseLogger } from 'fastify';
import type { DatabaseHandle } from './core/database.ts';
import { pendingNames } from './core/migrations.ts';
import { StartupError } from './core/startup-error.ts';
import { migrationsFolder } from './open-database.ts';

/** Logs a warning if migrations are pending, for a server that does not apply them at start; never fails. */
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
    // The role may not be allowed to read the table of applied migrations; a lost connection is reported by requests.
    else log.info({ err: error }, 'could not check whether migrations are pending');
  }
};
