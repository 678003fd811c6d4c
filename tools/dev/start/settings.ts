import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { stagePattern } from '@snapinfra/platform';
import { announcePort, claimPort, PortTakenError } from '@snapinfra/local-aws';
import { workspaceRoot } from '../lib/ensure-installed.mjs';
import { portHolder } from '../lib/port-holder.ts';
import { stateFolder } from '../lib/run-state.ts';
import { issuesTokens } from '../tokens/local-issuer.ts';

export type Env = Readonly<Record<string, string | undefined>>;

export interface Settings {
  readonly env: Env;
  readonly folder: string;
  readonly stage: string;
  readonly watch: boolean;
  readonly ports: {
    readonly gateway: number;
    readonly dynamo: number;
    readonly aws: number;
    readonly workerHealth: number;
    /** The key set that tokens are checked against; 0 if it is another's (JWT_JWKS_URL). */
    readonly keySet: number;
  };
  /** Other apps, created by the service generator: each gets a free port and serves GET /health. */
  readonly services: readonly { readonly name: string; readonly port: number }[];
  /** The endpoint of another AWS (such as LocalStack); no local AWS is started then. */
  readonly awsElsewhere: string | undefined;
}

/** A configuration error, with one line for the terminal that says what to change. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

const defaultPorts = { PORT: 3000, SNAPINFRA_DYNAMODB_PORT: 4100, SNAPINFRA_AWS_PORT: 4101 } as const;
type PortVariable = keyof typeof defaultPorts;

/** The variables of the shell and of `.env`; the shell takes precedence. */
export const readEnvironment = (shell: Env, root: string = workspaceRoot): Env => {
  try {
    return { ...parseEnv(readFileSync(join(root, '.env'), 'utf8')), ...shell };
  } catch {
    return shell;
  }
};

/**
 * Reads the settings, and makes sure that every port is free and not reserved by another `npm start`.
 *
 * @throws SettingsError
 */
export const readSettings = async (env: Env, argv: readonly string[]): Promise<Settings> => {
  const stage = env['STAGE'] || 'local';
  if (!stagePattern.test(stage)) {
    throw new SettingsError(`STAGE=${stage} is not valid: use 1 to 16 lower-case letters, digits and hyphens.`);
  }
  const awsElsewhere = env['AWS_ENDPOINT_URL'] || undefined;
  const gateway = await freePort(env, 'PORT');
  const dynamo = awsElsewhere ? 0 : await freePort(env, 'SNAPINFRA_DYNAMODB_PORT');
  const aws = awsElsewhere ? 0 : await freePort(env, 'SNAPINFRA_AWS_PORT');
  return {
    env,
    folder: stateFolder(env),
    stage,
    watch: argv.includes('--watch'),
    ports: { gateway, dynamo, aws, workerHealth: await claimPort(), keySet: issuesTokens(env) ? await claimPort() : 0 },
    services: await Promise.all(serviceNames().map(async (name) => ({ name, port: await claimPort() }))),
    awsElsewhere,
  };
};

/** The gateway and the worker are started explicitly (system.ts). */
const known = new Set(['api', 'codegen-worker']);

/** Every other app that can be started. */
export const serviceNames = (root: string = workspaceRoot): string[] => {
  const apps = join(root, 'apps');
  return readdirSync(apps)
    .filter((name) => !known.has(name) && existsSync(join(apps, name, 'src/main.ts')))
    .toSorted();
};

const freePort = async (env: Env, variable: PortVariable): Promise<number> => {
  const text = env[variable] || String(defaultPorts[variable]);
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new SettingsError(`${variable}=${text} is not a port: use a number from 0 to 65535.`);
  }
  const taken = (by: string) =>
    new SettingsError(
      `Port ${port} is in use${by}: choose another with ${variable}, for example ${variable}=${port + 10} npm start`,
    );
  try {
    const free = await claimPort(port);
    const rival = announcePort(free);
    if (rival !== undefined) throw taken(` by process ${rival}, which is starting up`);
    return free;
  } catch (error) {
    if (!(error instanceof PortTakenError)) throw error;
    const holder = portHolder(port);
    throw taken(holder ? ` by ${holder}` : '');
  }
};
