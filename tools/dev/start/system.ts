import { localEnv } from '@snapinfra/local-aws';
import { whyNotReady } from '../lib/http-ready.ts';
import { prettyLine } from '../lib/log-lines.ts';
import { supervise, type Supervised } from '../lib/supervise.ts';
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
  /** Called whenever a process was started, the first time or again. */
  readonly onSpawn: () => void;
}

/** Longer than the apps' own grace (SHUTDOWN_GRACE_SECONDS), so that they are the ones who decide. */
const appGraceMs = 25_000;
const localAwsGraceMs = 5_000;

export const gatewayUrl = ({ ports }: Settings): string => `http://127.0.0.1:${ports.gateway}`;

/** What the apps are started with: the environment of the shell wins over what local start would choose. */
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
    PORT: String(ports.gateway),
    HEALTH_PORT: String(ports.workerHealth),
  };
};

const credentialsElsewhere = (env: Env) => {
  const { accessKeyId, secretAccessKey } = emulatorCredentials(env);
  return { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
};

/** The parts of the system in the order of their start; they are stopped the other way round. */
export const systemParts = (deps: SystemDeps): { localAws: Part | undefined; apps: readonly Part[] } => {
  const { settings, print, onSpawn } = deps;
  const { ports, watch } = settings;
  const env = appEnv(deps);
  const shared = { env, say: print, waitForEdits: watch, onSpawn };
  const localAws: Part = {
    name: 'aws',
    title: 'Local AWS (DynamoDB, SQS, SNS, S3)',
    start: () =>
      supervise({
        ...shared,
        name: 'Local AWS',
        graceMs: localAwsGraceMs,
        command: ['tools/local-aws/src/main.ts', ...localAwsArguments(settings)],
        whyNotReady: () => whyNotReady(`http://127.0.0.1:${ports.aws}/health`),
        onLine: (line) => (isSetting(line) ? undefined : print(prettyLine('aws', 'yellow', line))),
      }),
  };
  const gateway: Part = {
    name: 'api',
    title: 'Gateway',
    start: () =>
      supervise({
        ...shared,
        name: 'Gateway',
        graceMs: appGraceMs,
        command: ['apps/api/src/main.ts'],
        whyNotReady: () => whyNotReady(`${gatewayUrl(settings)}/api/health/ready`),
        onLine: (line) => print(prettyLine('gateway', 'cyan', line)),
      }),
  };
  const worker: Part = {
    name: 'codegen-worker',
    title: 'Code generation worker',
    start: () =>
      supervise({
        ...shared,
        name: 'Code generation worker',
        graceMs: appGraceMs,
        command: ['apps/codegen-worker/src/main.ts'],
        whyNotReady: () => whyNotReady(`http://127.0.0.1:${ports.workerHealth}/health`),
        onLine: (line) => print(prettyLine('worker', 'magenta', line)),
      }),
  };
  const services = settings.services.map(({ name, port }): Part => ({
    name,
    title: name,
    start: () =>
      supervise({
        ...shared,
        name,
        graceMs: appGraceMs,
        env: { ...env, PORT: String(port), HEALTH_PORT: String(port) },
        command: [`apps/${name}/src/main.ts`],
        whyNotReady: () => whyNotReady(`http://127.0.0.1:${port}/health`),
        onLine: (line) => print(prettyLine(name, 'green', line)),
      }),
  }));
  return { localAws: settings.awsElsewhere ? undefined : localAws, apps: [gateway, worker, ...services] };
};

const localAwsArguments = ({ folder, stage, ports }: Settings): string[] =>
  ['--dir', `${folder}/aws`, '--stage', stage].concat([
    '--dynamo-port',
    String(ports.dynamo),
    '--aws-port',
    String(ports.aws),
  ]);

/** Local AWS prints the environment that it stands for; npm start knows it already. */
const isSetting = (line: string): boolean => /^[A-Z][A-Z0-9_]+=/.test(line);
