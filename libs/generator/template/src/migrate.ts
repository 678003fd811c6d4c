import { existsSync } from 'node:fs';
import { readConfig } from './config.ts';
import { explainStartupError } from './core/startup-error.ts';
import { applyMigrations, openDatabase } from './open-database.ts';

/** `npm run migrate`: applies the migrations that the database does not have yet. */
const run = async (): Promise<void> => {
  // Migrating needs no authentication settings.
  const config = readConfig({
    ...process.env,
    NODE_ENV: 'development',
    AUTH_MODE: 'none',
    HOST: '127.0.0.1',
  });
  const database = await openDatabase({ ...config, migrateOnStart: false });
  try {
    const done = await applyMigrations(database, config);
    process.stdout.write(done.length === 0 ? 'Nothing to migrate.\n' : `Applied ${done.join(', ')}.\n`);
  } finally {
    await database.close();
  }
};

if (existsSync('.env')) process.loadEnvFile('.env');
run().catch((error: unknown) => {
  process.stderr.write(`${explainStartupError(error)}\n`);
  process.exitCode = 1;
});
