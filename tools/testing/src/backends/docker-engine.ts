import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';

export type DockerProbe =
  { readonly ok: true; readonly engine: Docker } | { readonly ok: false; readonly reason: string };

type Env = Readonly<Record<string, string | undefined>>;
type Address = Pick<Docker.DockerOptions, 'socketPath' | 'host' | 'port'>;

/**
 * How long to wait for an engine: 1.5 s on a developer's machine, as the run continues without it; a minute in CI,
 * where it is required and the machine may be busy.
 */
export const dockerPatienceMs = (env: Env): number => (isCi(env) ? 60_000 : 1_500);

export const isCi = (env: Env): boolean => /^(1|true)$/i.test(env['CI'] ?? '');

/** The addresses of engines: only DOCKER_HOST if it is set, otherwise the usual sockets that exist. */
export const dockerAddresses = (env: Env): readonly Address[] => {
  const host = env['DOCKER_HOST'];
  if (host) {
    const url = new URL(host);
    return [url.protocol === 'unix:' ? { socketPath: url.pathname } : { host: url.hostname, port: url.port || 2375 }];
  }
  const candidates = ['/var/run/docker.sock', join(homedir(), '.docker/run/docker.sock')];
  const runtime = env['XDG_RUNTIME_DIR'];
  if (runtime) candidates.push(join(runtime, 'docker.sock'));
  return candidates.filter((path) => existsSync(path)).map((socketPath) => ({ socketPath }));
};

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Why an engine does not respond; undefined if it does. */
const ping = async (address: Address, timeout: number): Promise<string | undefined> => {
  try {
    await new Docker({ ...address, timeout }).ping();
    return undefined;
  } catch (error) {
    return `${address.socketPath ?? `${address.host}:${address.port}`}: ${reasonOf(error)}`;
  }
};

/** Finds the first engine that responds. They are probed concurrently, so that the timeouts do not add up. */
export const probeDocker = async (
  addresses: readonly Address[],
  { patienceMs }: { readonly patienceMs: number },
): Promise<DockerProbe> => {
  const asked = addresses.map((address) => ({ address, refusal: ping(address, patienceMs) }));
  const refusals: string[] = [];
  for (const { address, refusal } of asked) {
    const why = await refusal;
    if (why === undefined) return { ok: true, engine: new Docker({ ...address, timeout: 60_000 }) };
    refusals.push(why);
  }
  return { ok: false, reason: `Docker does not respond (${refusals.join('; ') || 'no socket found'})` };
};

/** Whether the engine has an image. */
export const hasImage = async (engine: Docker, image: string): Promise<boolean> => {
  try {
    await engine.getImage(image).inspect();
    return true;
  } catch (error) {
    if (error instanceof Error && 'statusCode' in error && error.statusCode === 404) return false;
    throw error;
  }
};

/** Pulls an image; rejects with the reason if that fails, or if there is no response for a minute. */
export const pullImage = async (engine: Docker, image: string): Promise<void> => {
  const progress = await engine.pull(image);
  const told = await new Promise<readonly { readonly error?: string }[]>((resolve, reject) =>
    engine.modem.followProgress(progress, (error, events) => (error ? reject(error) : resolve(events))),
  );
  // The engine returns 200 before pulling, and reports a failure in the stream that follows.
  const complaint = told.findLast(({ error }) => error !== undefined)?.error;
  if (complaint !== undefined) throw new Error(complaint);
};
