import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { claimPort } from '@snapinfra/local-aws';
import { expect } from 'vitest';
import { readRunState, type RunState } from '../../lib/run-state.ts';
import { isAlive } from './process-tree.ts';

/** Long, because other tests run at the same time. */
export const patienceMs = 240_000;
const script = fileURLToPath(new URL('../../start.mjs', import.meta.url));
const folders: string[] = [];
const processes: ChildProcess[] = [];

/** Ends what the test started, and removes its folders. */
export const endAll = async (): Promise<void> => {
  for (const running of processes.splice(0)) {
    if (running.exitCode !== null || running.signalCode !== null) continue;
    running.kill('SIGTERM');
    await once(running, 'exit');
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
};

/** A state folder and the ports of the gateway, DynamoDB and the rest of AWS. */
export interface Place {
  readonly folder: string;
  readonly ports: readonly number[];
}

export const newPlace = async (): Promise<Place> => {
  const folder = mkdtempSync(join(tmpdir(), 'snapinfra-start-'));
  folders.push(folder);
  return { folder, ports: [await claimPort(), await claimPort(), await claimPort()] };
};

/** Runs `npm start`, without npm, on its own state folder and ports. */
export const launch = ({ folder, ports }: Place, more: Record<string, string> = {}) => {
  const [PORT, SNAPINFRA_DYNAMODB_PORT, SNAPINFRA_AWS_PORT] = ports;
  const { npm_lifecycle_event: _, AWS_ENDPOINT_URL: __, ...env } = process.env;
  const child = spawn(process.execPath, [script], {
    env: {
      ...env,
      SNAPINFRA_STATE_DIR: folder,
      PORT: String(PORT),
      SNAPINFRA_DYNAMODB_PORT: String(SNAPINFRA_DYNAMODB_PORT),
      SNAPINFRA_AWS_PORT: String(SNAPINFRA_AWS_PORT),
      ...more,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  processes.push(child);
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk));
  const exited = once(child, 'close').then(([code]) => Number(code));
  return { child, exited, output: () => output, errors: () => errors };
};

export type Launched = ReturnType<typeof launch>;

/** The running system, once all of its parts are ready. */
export const isReady = async (launched: Launched, { folder }: Place): Promise<RunState> => {
  const ended = launched.exited.then((code) =>
    Promise.reject(new Error(`ended with ${code}: ${launched.output()}${launched.errors()}`)),
  );
  const ready = async () => {
    await expect.poll(() => readRunState(folder)?.state, { timeout: 90_000, interval: 50 }).toBe('ready');
  };
  await Promise.race([ready(), ended]);
  const state = readRunState(folder);
  if (!state) throw new Error('run.json is gone');
  return state;
};

/** All processes have ended, and the ports are free. */
export const allGone = async (pids: readonly number[], { ports }: Place) => {
  await expect.poll(() => pids.filter(isAlive), { timeout: 60_000 }).toEqual([]);
  expect(await Promise.all(ports.map((port) => claimPort(port)))).toEqual(ports);
};
