import { localEnv } from '@snapinfra/local-aws';
import { whyNotReady } from '../lib/http-ready.ts';
import { prettyLine } from '../lib/log-lines.ts';
import { supervise, type Supervised } from '../lib/supervise.ts';
import { localIssuer } from '../tokens/local-issuer.ts';
import { emulatorCredentials } from './elsewhere.ts';
import type { Env, Settings } from './settings.ts';

export interface Part {
  readonly name: string;
  readonly title: string;
  readonly start: () => Supervised;
}

export interface SystemDeps {
  readonly settings: Settings;
  readonly secrets: Readonly<Record<string, string>>;
  readonly print: (line: string) => void;
  /** Called whenever a process is started or restarted. */
  readonly onSpawn: () => void;
}

/** Longer than the apps' own grace period (SHUTDOWN_GRACE_SECONDS), which should take effect first. */
const appGraceMs = 25_000;
const localAwsGraceMs = 5_000;

const localUrl = (port: number): string => `http://127.0.0.1:${port}`;

export const gatewayUrl = ({ ports }: Settings): string => localUrl(ports.gateway);

/** The environment of the apps: the user's variables override the defaults, but not the resources of the local AWS. */
export const appEnv = ({ settings, secrets }: SystemDeps): Readonly<Record<string, string | undefined>> => {
  const { stage, ports, env, awsElsewhere } = settings;
  const endpoints = awsElsewhere
    ? { aws: awsElsewhere, dynamo: env['AWS_ENDPOINT_URL_DYNAMODB'] || awsElsewhere }
    : { aws: `http://127.0.0.1:${ports.aws}`, dynamo: `http://127.0.0.1:${ports.dynamo}` };
  const found = localEnv({ stage, endpoints });
  return {
    NODE_ENV: 'development',
    AUTH_MODE: 'dev',
    LOG_LEVEL: 'warn',
    NODE_COMPILE_CACHE: 'node_modules/.cache/snapinfra-compile',
    ...secrets,
    ...(awsElsewhere ? { ...found, ...credentialsElsewhere(env) } : {}),
    ...env,
    ...(awsElsewhere ? {} : found),
    ...tokenEnv(settings),
    PORT: String(ports.gateway),
    HEALTH_PORT: String(ports.workerHealth),
  };
};

/** Makes the gateway take the tokens of `npm run token`, unless it takes those of another issuer. */
const tokenEnv = ({ ports, env }: Settings) =>
  ports.keySet === 0 ? {} : { JWT_JWKS_URL: `http://127.0.0.1:${ports.keySet}/jwks.json`, ...localIssuer(env) };

const credentialsElsewhere = (env: Env) => {
  const { accessKeyId, secretAccessKey } = emulatorCredentials(env);
  return { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
};

interface PartSettings {
  readonly name: string;
  readonly title: string;
  /** Prefix of its output lines. */
  readonly label: string;
  readonly colour: Parameters<typeof prettyLine>[1];
  readonly command: readonly [script: string, ...args: string[]];
  readonly readyUrl: string;
  readonly graceMs: number;
  readonly env?: Readonly<Record<string, string>>;
}

const partMaker = (deps: SystemDeps) => {
  const { settings, print, onSpawn } = deps;
  const env = appEnv(deps);
  return (part: PartSettings): Part => ({
    name: part.name,
    title: part.title,
    start: () =>
      supervise({
        name: part.title,
        say: print,
        onSpawn,
        waitForEdits: settings.watch,
        graceMs: part.graceMs,
        command: part.command,
        env: { ...env, ...part.env },
        whyNotReady: () => whyNotReady(part.readyUrl),
        onLine: (line) => (isSetting(line) ? undefined : print(prettyLine(part.label, part.colour, line))),
      }),
  });
};

/** A service that the generator made: it listens, and tells whether it is healthy, on one port. */
const serviceSettings = ({ name, port }: Settings['services'][number]): PartSettings => ({
  ...{ name, title: name, label: name },
  colour: 'green',
  graceMs: appGraceMs,
  command: [`apps/${name}/src/main.ts`],
  readyUrl: `${localUrl(port)}/health`,
  env: { PORT: String(port), HEALTH_PORT: String(port) },
});

/** The parts of the system: the local AWS is started before the apps and stopped after them. */
export const systemParts = (deps: SystemDeps): { localAws: Part | undefined; apps: readonly Part[] } => {
  const { settings } = deps;
  const make = partMaker(deps);
  const localAws = make({
    name: 'aws',
    title: 'Local AWS',
    label: 'aws',
    colour: 'yellow',
    graceMs: localAwsGraceMs,
    command: ['tools/local-aws/src/main.ts', ...localAwsArguments(settings)],
    readyUrl: `${localUrl(settings.ports.aws)}/health`,
  });
  const gateway = make({
    name: 'api',
    title: 'Gateway',
    label: 'gateway',
    colour: 'cyan',
    graceMs: appGraceMs,
    command: ['apps/api/src/main.ts'],
    readyUrl: `${gatewayUrl(settings)}/api/health/ready`,
  });
  const worker = make({
    name: 'codegen-worker',
    title: 'Code generation worker',
    label: 'worker',
    colour: 'magenta',
    graceMs: appGraceMs,
    command: ['apps/codegen-worker/src/main.ts'],
    readyUrl: `${localUrl(settings.ports.workerHealth)}/health`,
  });
  const services = settings.services.map((service) => make(serviceSettings(service)));
  return { localAws: settings.awsElsewhere ? undefined : localAws, apps: [gateway, worker, ...services] };
};

/** The folder of the local AWS in the state folder. */
export const localAwsFolder = ({ folder }: Settings): string => `${folder}/aws`;

const localAwsArguments = (settings: Settings): string[] => {
  const { stage, ports } = settings;
  const dir = localAwsFolder(settings);
  return ['--dir', dir, '--stage', stage, '--dynamo-port', `${ports.dynamo}`, '--aws-port', `${ports.aws}`];
};

/** Whether a line is a variable that the local AWS prints for manual use. */
const isSetting = (line: string): boolean => /^[A-Z][A-Z0-9_]+=/.test(line);
