// Runs before anything is installed: plain JavaScript, no dependencies, Node 18 and newer.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InstallError, workspaceRoot } from './ensure-installed.mjs';

const REQUIRED_MAJOR = 24;
const PARENT_CHECK_MS = 1_000;

/**
 * Path of a Node that runs this repository's TypeScript: the one that came with the packages, else the running one
 * when it is new enough.
 *
 * @param {string} [root]
 */
export function bundledNode(root = workspaceRoot) {
  const local = join(root, 'node_modules', '.bin', 'node');
  if (existsSync(local)) return local;
  if (Number(process.versions.node.split('.')[0]) >= REQUIRED_MAJOR) return process.execPath;
  throw new InstallError(
    `No Node ${REQUIRED_MAJOR} came with the packages on ${process.platform}-${process.arch}, and this is Node ` +
      `${process.versions.node}. Install Node ${REQUIRED_MAJOR} (https://nodejs.org) and run the command again.`,
  );
}

/**
 * Runs a script under the bundled Node and ends this process as that one ends. The script shares the terminal; it
 * gets this process's signals, and notices through its IPC channel when this process is killed.
 *
 * @param {URL | string} script
 * @param {string[]} [args]
 * @returns {Promise<never>}
 */
export async function runOnBundledNode(script, args = process.argv.slice(2)) {
  const path = script instanceof URL ? fileURLToPath(script) : script;
  const child = spawn(bundledNode(), ['--disable-warning=ExperimentalWarning', path, ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  forwardSignals(child);
  const { code, signal } = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode, exitSignal) => resolve({ code: exitCode, signal: exitSignal }));
  });
  process.exit(code ?? 128 + (signal ? constants.signals[/** @type {NodeJS.Signals} */ (signal)] : 1));
}

/**
 * Every signal is passed on. Ctrl-C reaches the whole foreground group, so the child may get it twice: scripts count
 * what arrives at once as one (see stop-signals.ts). When npm itself is killed, nobody tells us: its disappearance
 * counts as SIGTERM.
 *
 * @param {import('node:child_process').ChildProcess} child
 */
function forwardSignals(child) {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(signal, () => child.kill(signal));
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM');
  }, PARENT_CHECK_MS).unref();
}
