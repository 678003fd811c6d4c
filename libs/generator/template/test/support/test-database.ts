import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { lockFolder } from '../../src/core/folder-lock.ts';

/** The database of a run of the tests, by the variables of src/config.ts. */
export interface TestDatabase {
  readonly variables: Readonly<Record<string, string>>;
  readonly drop: () => Promise<void>;
}

/** A database with rows, of which the tests take a copy: a URL of PostgreSQL, or a DATA_FOLDER. */
export const existingDatabase = process.env['TEST_EXISTING_DATABASE'];

const onServer = async (url: string, sql: string) => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
};

/** Creates a database on a server, empty or as a copy of another one there, to which nobody may be connected. */
const createOnServer = async (server: string, template?: string): Promise<TestDatabase> => {
  const name = `test_${process.pid}_${Date.now()}`;
  const copied = template === undefined ? '' : ` template ${pg.escapeIdentifier(template)}`;
  await onServer(server, `create database ${name}${copied}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { variables: { DATABASE_URL: url.href }, drop: () => onServer(server, `drop database ${name} with (force)`) };
};

const copyOnServer = (url: string): Promise<TestDatabase> => {
  const server = new URL(url);
  const template = decodeURIComponent(server.pathname.slice(1));
  server.pathname = '/postgres';
  return createOnServer(process.env['TEST_DATABASE_URL'] ?? server.href, template);
};

/** Copies an embedded database, which no process may be using. */
const copyFolder = async (folder: string): Promise<TestDatabase> => {
  if (!existsSync(join(folder, 'db'))) throw new Error(`TEST_EXISTING_DATABASE: there is no database in ${folder}`);
  const copy = await mkdtemp(join(tmpdir(), 'existing-database-'));
  const lock = await lockFolder(folder);
  try {
    await cp(join(folder, 'db'), join(copy, 'db'), { recursive: true });
  } finally {
    await lock.release();
  }
  return { variables: { DATA_FOLDER: copy }, drop: () => rm(copy, { recursive: true, force: true }) };
};

/**
 * A copy of the existing database, or an empty one on the server of TEST_DATABASE_URL; without either, an embedded one in
 * memory.
 */
export const createTestDatabase = async (): Promise<TestDatabase> => {
  const server = process.env['TEST_DATABASE_URL'];
  if (existingDatabase?.startsWith('postgres')) return copyOnServer(existingDatabase);
  if (existingDatabase !== undefined) return copyFolder(existingDatabase);
  if (server !== undefined) return createOnServer(server);
  return { variables: { DATA_FOLDER: 'memory' }, drop: async () => undefined };
};
