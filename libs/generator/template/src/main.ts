import { existsSync } from 'node:fs';
import { buildApp } from './app.ts';
import { ConfigError, readConfig } from './config.ts';
import { MigrationError } from './core/migrations.ts';
import { openDatabase } from './open-database.ts';
import { resources } from './tables/index.ts';

const start = async (): Promise<void> => {
  const config = readConfig(process.env);
  const database = await openDatabase(config);
  const app = await buildApp({ config, database, resources });
  const stop = (signal: NodeJS.Signals): void => {
    app.log.info({ signal }, 'stopping');
    // Requests under way are answered; what still hangs then is cut off.
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
  } catch (error) {
    await app.close();
    throw error;
  }
};

const isAddressInUse = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';

const explain = (error: unknown): string => {
  if (error instanceof ConfigError || error instanceof MigrationError) return error.message;
  if (isAddressInUse(error)) return `The port is taken. Set PORT to another one (${String(error)}).`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
};

if (existsSync('.env')) process.loadEnvFile('.env');
start().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
});
