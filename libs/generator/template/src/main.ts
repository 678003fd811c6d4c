import { existsSync } from 'node:fs';
import { buildApp } from './app.ts';
import { readConfig } from './config.ts';
import { requireFreePort } from './core/free-port.ts';
import { explainStartupError } from './core/startup-error.ts';
import { openDatabase } from './open-database.ts';
import { warnOfPendingMigrations } from './pending-migrations.ts';
import { apiTitle, resources } from './tables/index.ts';

const start = async (): Promise<void> => {
  const config = readConfig(process.env);
  await requireFreePort(config.host, config.port);
  if (config.database.kind === 'embedded') {
    process.stderr.write(`Starting the embedded PostgreSQL in ${config.database.folder ?? 'memory'} …\n`);
  }
  const database = await openDatabase(config);
  const app = await buildApp({ config, database, resources, title: apiTitle });
  const stop = (signal: NodeJS.Signals): void => {
    app.log.info({ signal }, 'stopping');
    // Requests in progress get 10 seconds to finish.
    setTimeout(() => process.exit(1), 10_000).unref();
    app.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', stop).once('SIGINT', stop);
  try {
    const address = await app.listen({ host: config.host, port: config.port });
    app.log.info({ reference: `${address}/docs`, authMode: config.auth.mode, database: database.kind }, 'ready');
    if (!config.migrateOnStart) void warnOfPendingMigrations(database, app.log);
  } catch (error) {
    await app.close();
    throw error;
  }
};

if (existsSync('.env')) process.loadEnvFile('.env');
start().catch((error: unknown) => {
  process.stderr.write(`${explainStartupError(error)}\n`);
  process.exitCode = 1;
});
