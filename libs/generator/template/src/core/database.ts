import { sql } from 'drizzle-orm';
import { drizzle as drizzlePostgres } from 'drizzle-orm/node-postgres';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { lockFolder } from './folder-lock.ts';

/** Drizzle on either of the two drivers. */
export type Database = PgDatabase<PgQueryResultHKT>;

/**
 * Set explicitly, whatever the server's default: statements after a lock must see what its previous holder committed.
 */
export const readCommitted = { isolationLevel: 'read committed' } as const;

/** One connection that can run scripts of several statements. */
export interface ScriptSession {
  readonly run: (script: string) => Promise<void>;
  readonly query: (
    text: string,
    parameters: readonly string[],
  ) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Sets it back to what a new one is like; keeps its locks. */
  readonly restore: () => Promise<void>;
}

export interface DatabaseHandle {
  readonly db: Database;
  readonly kind: 'postgres' | 'embedded';
  readonly ping: () => Promise<void>;
  readonly withSession: <Result>(work: (session: ScriptSession) => Promise<Result>) => Promise<Result>;
  readonly close: () => Promise<void>;
}

/** Session settings that make the text format of values the same on every server. */
const sessionSettings = `
  set timezone = 'UTC';
  set datestyle = 'ISO, YMD';
  set intervalstyle = 'iso_8601';
  set extra_float_digits = 1;
  set bytea_output = 'hex';
  set standard_conforming_strings = on;`;

/** Undoes what scripts may have changed, but for advisory locks, which `discard all` would release. */
const reset = 'reset session authorization; reset all; discard temp;';

const scriptSession = (
  run: (script: string) => Promise<unknown>,
  query: ScriptSession['query'],
  settings: string,
): ScriptSession => ({
  run: async (script) => void (await run(script)),
  query,
  restore: async () => void (await run(`${reset} ${settings}`)),
});

export interface PostgresOptions {
  readonly url: string;
  readonly poolSize: number;
  readonly statementTimeoutMs: number;
  readonly onIdleError: (error: Error) => void;
}

export const openPostgres = (options: PostgresOptions): DatabaseHandle => {
  const settings = `${sessionSettings} set statement_timeout = ${Math.trunc(options.statementTimeoutMs)};
    set idle_in_transaction_session_timeout = ${Math.trunc(options.statementTimeoutMs) * 2};`;
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize,
    connectionTimeoutMillis: 5000,
    keepAlive: true,
    allowExitOnIdle: true,
    onConnect: async (client) => void (await client.query(settings)),
  });
  pool.on('error', options.onIdleError);
  const db = drizzlePostgres(pool);
  return {
    db,
    kind: 'postgres',
    ping: async () => void (await pool.query('select 1')),
    withSession: async (work) => {
      const client = await pool.connect();
      // The statements report a lost connection; without a listener it would end the process.
      client.on('error', () => undefined);
      try {
        const query: ScriptSession['query'] = async (text, parameters) =>
          (await client.query<Record<string, unknown>>(text, [...parameters])).rows;
        return await work(scriptSession((script) => client.query(script), query, settings));
      } finally {
        // Destroy the connection: scripts may have changed its session state.
        client.release(true);
      }
    },
    close: () => pool.end(),
  };
};

/**
 * PostgreSQL inside this process, for development and tests: stored in a folder, which it locks for this process, or in
 * memory if there is no folder.
 */
export const openEmbedded = async (folder: string | undefined): Promise<DatabaseHandle> => {
  const lock = folder === undefined ? undefined : await lockFolder(folder);
  try {
    const [{ PGlite }, { drizzle }] = await Promise.all([import('@electric-sql/pglite'), import('drizzle-orm/pglite')]);
    const dataDir = folder === undefined ? undefined : join(folder, 'db');
    if (dataDir !== undefined) await mkdir(dataDir, { recursive: true });
    const client = await PGlite.create(dataDir === undefined ? {} : { dataDir });
    await client.exec(sessionSettings);
    const db = drizzle(client);
    return {
      db,
      kind: 'embedded',
      ping: async () => void (await db.execute(sql`select 1`)),
      withSession: (work) => {
        const query: ScriptSession['query'] = async (text, parameters) =>
          (await client.query<Record<string, unknown>>(text, [...parameters])).rows;
        return work(scriptSession((script) => client.exec(script), query, sessionSettings));
      },
      close: async () => {
        await client.close();
        await lock?.release();
      },
    };
  } catch (error) {
    await lock?.release();
    throw error;
  }
};
