import { join } from 'node:path';
import pg from 'pg';
import type * as app from '../../template/src/app.ts';
import type * as config from '../../template/src/config.ts';
import type * as database from '../../template/src/open-database.ts';
import { readModel, type Workshop } from './generated-project.ts';
import type { PostgresCluster } from './postgres.ts';

type App = Pick<typeof app, 'buildApp'>;
type Config = Pick<typeof config, 'readConfig'>;
type Open = Pick<typeof database, 'openDatabase'>;
type Built = Awaited<ReturnType<App['buildApp']>>;
type Resources = Parameters<App['buildApp']>[0]['resources'];

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A generated project's server in this process, on a database of its own. */
export interface GeneratedServer {
  readonly hooks: Built['hooks'];
  readonly resource: (name: string) => Resources[number];
  readonly send: (
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body?: object,
    headers?: Record<string, string>,
  ) => Promise<Answer>;
  /** SQL that does not go through the server. */
  readonly query: (text: string, values?: readonly unknown[]) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  readonly stop: () => Promise<void>;
}

const load = async <Module>(project: string, path: string): Promise<Module> =>
  (await import(join(project, path))) as Module;

export const startGenerated = async (
  workshop: Workshop,
  cluster: PostgresCluster,
  name: string,
  document: unknown,
  variables: Readonly<Record<string, string>> = {},
): Promise<GeneratedServer> => {
  const project = workshop.generate(name, readModel(document));
  const { readConfig } = await load<Config>(project, 'src/config.ts');
  const { openDatabase } = await load<Open>(project, 'src/open-database.ts');
  const { buildApp } = await load<App>(project, 'src/app.ts');
  const { resources } = await load<{ resources: Resources }>(project, 'src/tables/index.ts');
  const url = await cluster.createDatabase(name);
  const read = readConfig({
    DATABASE_URL: url,
    LOG_LEVEL: 'silent',
    MIGRATE_ON_START: 'true',
    // A busy machine is no fault of the project.
    MAX_EVENT_LOOP_DELAY_MS: '0',
    DATABASE_TIMEOUT_MS: '240000',
    ...variables,
  });
  const built = await buildApp({ config: read, database: await openDatabase(read), resources });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    hooks: built.hooks,
    resource: (table) => {
      const found = resources.find((candidate) => candidate.name === table);
      if (!found) throw new Error(`there is no resource ${table}`);
      return found;
    },
    send: async (method, path, body, headers = {}) => {
      const payload = body === undefined ? {} : { payload: body };
      const answer = await built.inject({ method, url: path, headers: { host: 'localhost', ...headers }, ...payload });
      return { status: answer.statusCode, headers: answer.headers, body: answer.payload === '' ? {} : answer.json() };
    },
    query: async (text, values = []) => (await client.query<Record<string, unknown>>(text, [...values])).rows,
    stop: async () => {
      await client.end();
      await built.close();
    },
  };
};
