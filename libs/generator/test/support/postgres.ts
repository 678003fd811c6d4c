import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

const defaultBinaries = '/usr/lib/postgresql/15/bin';

/** Where PostgreSQL 15's programs are, or undefined on a machine that has none. `SNAPINFRA_POSTGRES_BIN` names another folder. */
export const postgresBinaries = (): string | undefined => {
  const folder = process.env['SNAPINFRA_POSTGRES_BIN'] ?? defaultBinaries;
  return existsSync(join(folder, 'initdb')) ? folder : undefined;
};

/** Tells `npm test` what the suites ran on, for the end of its run. */
const report = (status: 'served' | 'skipped', reason?: string) => {
  const file = process.env['SNAPINFRA_BACKENDS_FILE'];
  if (file) appendFileSync(file, `${JSON.stringify({ backend: 'postgresql', status, ...(reason && { reason }) })}\n`);
};

/** Whether the suites on PostgreSQL run: a missing one is left out on a developer's machine and an error in CI. */
export const usePostgres = (): { readonly skip: boolean; readonly title: string } => {
  const found = postgresBinaries() !== undefined;
  if (!found && process.env['CI'] === 'true')
    throw new Error(`CI needs PostgreSQL 15: there is no initdb in ${defaultBinaries}`);
  if (!found) report('skipped', `no initdb in ${defaultBinaries}`);
  return {
    skip: !found,
    title: found ? 'on PostgreSQL 15' : `on PostgreSQL 15 (skipped: no initdb in ${defaultBinaries})`,
  };
};

export interface PostgresCluster {
  /** An empty database of that name; returns its URL. */
  createDatabase(name: string): Promise<string>;
  stop(): Promise<void>;
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
};

/** PostgreSQL refuses to run as root; its files and processes then belong to the first of these users that exists. */
const unprivilegedUser = (): { uid: number; gid: number } | undefined => {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((flag) => Number(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout));
    if (uid !== undefined && gid !== undefined && uid > 0) return { uid, gid };
  }
  return undefined;
};

const ready = (server: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    let log = '';
    server.stderr?.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      if (log.includes('ready to accept connections')) resolve();
    });
    server.once('exit', () => reject(new Error(`PostgreSQL did not start:\n${log}`)));
  });

/** A private PostgreSQL in a temporary folder on a free port of 127.0.0.1, quick because it need not survive a crash. */
export const startPostgres = async (): Promise<PostgresCluster> => {
  const binaries = postgresBinaries();
  if (binaries === undefined) throw new Error(`there is no PostgreSQL in ${defaultBinaries}`);
  const folder = mkdtempSync(join(tmpdir(), 'snapinfra-postgres-'));
  const user = unprivilegedUser();
  if (user) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const options = { cwd: folder, ...user };
  const init = spawnSync(
    join(binaries, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'],
    { ...options, encoding: 'utf8' },
  );
  if (init.status !== 0) throw new Error(`initdb failed:\n${init.stderr}`);
  const port = await freePort();
  const settings = [
    'fsync=off',
    // It takes a second for a query that counts rows by a recursive condition, however few there are.
    'jit=off',
    'synchronous_commit=off',
    'full_page_writes=off',
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    `unix_socket_directories=${folder}`,
  ];
  const server = spawn(join(binaries, 'postgres'), ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], {
    ...options,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await ready(server);
  report('served');
  const url = (database: string) => `postgres://postgres@127.0.0.1:${port}/${database}`;
  return {
    createDatabase: async (name) => {
      const client = new pg.Client({ connectionString: url('postgres') });
      await client.connect();
      await client.query(`create database ${client.escapeIdentifier(name)}`);
      await client.end();
      return url(name);
    },
    stop: async () => {
      const exited = once(server, 'exit');
      server.kill('SIGINT');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
