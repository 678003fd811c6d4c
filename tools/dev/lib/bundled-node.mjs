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
 * Path of a Node that can run this repository's TypeScript: the one installed with the packages, otherwise the current
 * one if it is new enough.
 *
 * @param {string} [root]
 */
export function bundledNode(root = workspaceRoot) {
  const local = join(root, 'node_modules', '.bin', 'node');
  if (existsSync(local)) return local;
  if (Number(process.versions.node.split('.')[0]) >= REQUIRED_MAJOR) return process.execPath;
  throw new InstallError(
    `The packages include no Node ${REQUIRED_MAJOR} for ${process.platform}-${process.arch}, and this is Node ` +
      `${process.versions.node}. Install Node ${REQUIRED_MAJOR} (https://nodejs.org) and run the command again.`,
  );
}

/**
 * Runs a script on the bundled Node and exits with its exit code. The script shares the terminal, receives the signals
 * of this process, and detects by its IPC channel if this process is killed.
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
 * Forwards signals to the child. It may get Ctrl-C twice, because Ctrl-C also reaches the whole foreground group;
 * scripts treat signals in quick succession as one (see stop-signals.ts). If npm, our parent, is killed, we get no
 * signal: its disappearance is handled like SIGTERM.
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
