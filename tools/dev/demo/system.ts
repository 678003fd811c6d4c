import { announcedBy, claimPort, PortTakenError } from '@snapinfra/local-aws';
import { setTimeout as delay } from 'node:timers/promises';
import { whyNotReady } from '../lib/http-ready.ts';
import { workspaceRoot } from '../lib/ensure-installed.mjs';
import { readRunState } from '../lib/run-state.ts';
import type { Cleanup } from './cleanup.ts';
import { DemoError } from './demo-error.ts';
import { start } from './processes.ts';

const pollMs = 100;
const startTimeoutMs = 120_000;

export interface System {
  readonly url: string;
  /** Stops the system; only present if the demo started it. */
  readonly stop?: () => Promise<void>;
}

/**
 * Uses the running system of this checkout, or starts one that is stopped with the demo. It uses the usual ports if
 * they are free, otherwise others.
 */
export async function findOrStartSystem(cleanup: Cleanup, onLine: (line: string) => void): Promise<System> {
  if (readRunState() !== undefined) {
    return { url: await readyUrl(() => readRunState() === undefined) };
  }
  const env = { ...process.env, ...(await freePorts()) };
  const system = start(process.execPath, ['tools/dev/start.mjs'], { cwd: workspaceRoot, env, onLine });
  cleanup.add(system.stop);
  const url = await readyUrl(
    () => system.child.exitCode !== null,
    () => system.lastLines(),
  );
  return { url, stop: system.stop };
}

/** Waits until all parts of the system are healthy. */
async function readyUrl(hasEnded: () => boolean, lastLines: () => readonly string[] = () => []): Promise<string> {
  const deadline = Date.now() + startTimeoutMs;
  while (Date.now() < deadline) {
    const running = readRunState();
    if (running?.state === 'ready' && (await whyNotReady(`${running.url}/api/health/ready`)) === undefined)
      return running.url;
    if (hasEnded()) throw new DemoError('The system ended before it was ready', lastLines());
    await delay(pollMs);
  }
  throw new DemoError(`The system was not ready after ${startTimeoutMs / 1000} s`, lastLines());
}

async function freePorts(): Promise<NodeJS.ProcessEnv> {
  const usual = { PORT: 3000, SNAPINFRA_DYNAMODB_PORT: 4100, SNAPINFRA_AWS_PORT: 4101 };
  const ports: NodeJS.ProcessEnv = {};
  for (const [variable, port] of Object.entries(usual)) {
    ports[variable] = process.env[variable] ?? String(await portOrAnother(port));
  }
  return ports;
}

export async function portOrAnother(port: number): Promise<number> {
  try {
    return await claimPort(announcedBy(port) === undefined ? port : 0);
  } catch (error) {
    if (!(error instanceof PortTakenError)) throw error;
    return claimPort();
  }
}
