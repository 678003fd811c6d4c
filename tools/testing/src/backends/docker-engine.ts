import { existsSync } from 'node:fs';
import { request, type IncomingMessage, type RequestOptions } from 'node:http';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where a Docker engine may listen. */
export interface DockerEngine {
  /** For messages: a socket's path or host:port. */
  readonly address: string;
  readonly connection: Pick<RequestOptions, 'socketPath' | 'host' | 'port'>;
}

export type DockerProbe =
  { readonly ok: true; readonly engine: DockerEngine } | { readonly ok: false; readonly reason: string };

type Env = Readonly<Record<string, string | undefined>>;

/**
 * How long an engine may be silent. On a developer's machine 1.5 s, as the run goes on without it; in CI, where it has to be
 * there and the machine may be busy, a minute.
 */
export const dockerPatienceMs = (env: Env): number => (isCi(env) ? 60_000 : 1_500);

export const isCi = (env: Env): boolean => /^(1|true)$/i.test(env['CI'] ?? '');

/** The engines to ask: DOCKER_HOST alone when it is set, else the usual sockets that exist. */
export const dockerEngines = (env: Env): readonly DockerEngine[] => {
  const host = env['DOCKER_HOST'];
  if (host) {
    const url = new URL(host);
    if (url.protocol === 'unix:') return [socket(url.pathname)];
    return [{ address: url.host, connection: { host: url.hostname, port: Number(url.port || 2375) } }];
  }
  const candidates = ['/var/run/docker.sock', join(homedir(), '.docker/run/docker.sock')];
  const runtime = env['XDG_RUNTIME_DIR'];
  if (runtime) candidates.push(join(runtime, 'docker.sock'));
  return candidates.filter((path) => existsSync(path)).map(socket);
};

const socket = (path: string): DockerEngine => ({ address: path, connection: { socketPath: path } });

interface Pinged {
  readonly engine: DockerEngine;
  readonly refusal?: string;
}

const ping = async (engine: DockerEngine, timeoutMs: number): Promise<Pinged> => {
  try {
    const { status } = await askDocker(engine, { path: '/_ping', timeoutMs });
    return status === 200 ? { engine } : { engine, refusal: `${engine.address} answered ${status}` };
  } catch (error) {
    return { engine, refusal: `${engine.address}: ${error instanceof Error ? error.message : String(error)}` };
  }
};

/** Finds the first engine that answers `GET /_ping`. All are asked at once: it takes one patience, however many are silent. */
export const probeDocker = async (
  engines: readonly DockerEngine[],
  { patienceMs }: { readonly patienceMs: number },
): Promise<DockerProbe> => {
  const refusals: string[] = [];
  for (const pinged of engines.map((engine) => ping(engine, patienceMs))) {
    const { engine, refusal } = await pinged;
    if (refusal === undefined) return { ok: true, engine };
    refusals.push(refusal);
  }
  return { ok: false, reason: `Docker does not answer (${refusals.join('; ') || 'no socket found'})` };
};

/** Whether the engine has an image. */
export const hasImage = async (engine: DockerEngine, image: string): Promise<boolean> =>
  (await askDocker(engine, { path: `/images/${image}/json`, timeoutMs: 60_000 })).status === 200;

const pullSilenceMs = 20_000;

/** Pulls an image; rejects with a sentence when it cannot be had, or when nothing is heard for 20 s. */
export const pullImage = async (engine: DockerEngine, image: string): Promise<void> => {
  const path = `/images/create?fromImage=${encodeURIComponent(image)}`;
  const { status, text } = await askDocker(engine, { path, method: 'POST', timeoutMs: pullSilenceMs });
  // The engine answers 200 before it knows, and tells of a failure in the stream that follows.
  const complaint = text
    .split('\n')
    .map(complaintIn)
    .findLast((line) => line !== undefined);
  if (status !== 200 || complaint !== undefined) throw new Error(complaint ?? `the engine answered ${status}`);
};

const complaintIn = (line: string): string | undefined => {
  try {
    const { error, message } = JSON.parse(line) as { error?: string; message?: string };
    return error ?? message;
  } catch {
    return undefined;
  }
};

interface DockerRequest {
  readonly path: string;
  readonly method?: string;
  /** Longest silence. */
  readonly timeoutMs: number;
}

const askDocker = (engine: DockerEngine, { path, method = 'GET', timeoutMs }: DockerRequest) =>
  new Promise<{ status: number; text: string }>((resolve, reject) => {
    const asked = request({ ...engine.connection, path, method }, (answer: IncomingMessage) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (piece: string) => {
        text = (text + piece).slice(-20_000);
        silence.refresh();
      });
      answer.on('error', reject);
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
      answer.on('close', () => clearTimeout(silence));
    });
    const silence = setTimeout(() => asked.destroy(new Error(`no answer within ${timeoutMs / 1_000} s`)), timeoutMs);
    asked.on('error', (error) => {
      clearTimeout(silence);
      reject(error);
    });
    asked.end();
  });
