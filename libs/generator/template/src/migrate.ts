import { existsSync } from 'node:fs';
import { readConfig } from './config.ts';
import { migrate } from './core/migrations.ts';
import { explainStartupError } from './core/startup-error.ts';
import { migrationsFolder, openDatabase } from './open-database.ts';

/** `npm run migrate`: applies the migrations that the database does not have yet. */
const run = async (): Promise<void> => {
  // Migrating needs no authentication settings.
  const { database: settings } = readConfig({
    ...process.env,
    NODE_ENV: 'development',
    AUTH_MODE: 'none',
    HOST: '127.0.0.1',
  });
  const database = await openDatabase({ database: settings, migrateOnStart: false });
  try {
    const done = await migrate(database, migrationsFolder);
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
