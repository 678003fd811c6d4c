// Runs before anything is installed: plain JavaScript, no dependencies, Node 18 and newer.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
// eslint-disable-next-line @nx/enforce-module-boundaries -- packages cannot be imported by name before the installation
import { takeLockFile } from '../../local-aws/src/lock-file.mjs';
import { startStep } from './progress.mjs';

/** The folder of the checkout. */
export const workspaceRoot = fileURLToPath(new URL('../../../', import.meta.url));

const FAILURE_LINES = 30;
const LOCK_POLL_MS = 500;

/**
 * Makes `node_modules` match `package-lock.json`: runs `npm ci` with visible progress if it does not. Concurrent
 * callers install only once.
 *
 * @param {string} [root]
 * @returns {Promise<{ installed: boolean }>} whether anything had to be installed
 */
export async function ensureInstalled(root = workspaceRoot) {
  if (isInstalled(root)) return { installed: false };
  const release = await takeInstallLock(root);
  try {
    if (isInstalled(root)) return { installed: false };
    await npmCi(root);
    writeStamp(root);
    return { installed: true };
  } finally {
    release();
  }
}

/**
 * Whether node_modules has the packages of the lock file. Normally a stamp file shows that within a millisecond.
 * Without one, for example after a manual `npm ci`, npm's own record of the folder is compared and the stamp is
 * written.
 *
 * @param {string} root
 */
export function isInstalled(root) {
  const lockText = readText(join(root, 'package-lock.json'));
  if (lockText === undefined) return existsSync(join(root, 'node_modules'));
  if (readText(stampPath(root)) === hashOf(lockText)) return true;
  const recordText = readText(join(root, 'node_modules', '.package-lock.json'));
  if (recordText === undefined || !agrees(JSON.parse(lockText), JSON.parse(recordText))) return false;
  writeStamp(root);
  return true;
}

/**
 * @typedef {{ version?: string, optional?: boolean, devOptional?: boolean, peer?: boolean }} LockedPackage
 * @param {{ packages?: Record<string, LockedPackage> }} lock
 * @param {{ packages?: Record<string, LockedPackage> }} record
 */
function agrees(lock, record) {
  return Object.entries(lock.packages ?? {}).every(([path, wanted]) => {
    if (path === '') return true;
    const present = record.packages?.[path];
    return present ? present.version === wanted.version : wanted.optional === true;
  });
}

/** @param {string} root */
const stampPath = (root) => join(root, 'node_modules', '.snapinfra-lock-hash');

/** @param {string} root */
function writeStamp(root) {
  writeFileSync(stampPath(root), hashOf(readFileSync(join(root, 'package-lock.json'), 'utf8')));
}

/** @param {string} text */
const hashOf = (text) => createHash('sha256').update(text).digest('hex');

/** @param {string} path */
function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** @param {string} root */
async function npmCi(root) {
  const step = startStep('Installing packages (npm ci, a minute or two)');
  const { code, output } = await runNpm(root, [
    'ci',
    '--prefer-offline',
    '--include=dev',
    '--include=optional',
    '--loglevel=error',
    '--no-progress',
  ]);
  if (code === 0) return step.done('Packages installed');
  step.fail('npm ci failed');
  process.stderr.write(`${output.split('\n').slice(-FAILURE_LINES).join('\n')}\n`);
  throw new InstallError(`npm ci ended with code ${code}. Its last lines are above.`);
}

/** A failed installation, with a one-sentence message for the terminal. */
export class InstallError extends Error {}

/**
 * @param {string} root
 * @param {string[]} args
 * @returns {Promise<{ code: number | null, output: string }>}
 */
function runNpm(root, args) {
  const cli = process.env.npm_execpath;
  const [command, prefix] = cli && /npm-cli\.c?js$/.test(cli) ? [process.execPath, [cli]] : ['npm', []];
  return new Promise((resolve, reject) => {
    const npm = spawn(command, [...prefix, ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    endWithUs(npm);
    let output = '';
    const collect = (/** @type {Buffer} */ chunk) => (output = (output + chunk).slice(-100_000));
    npm.stdout.on('data', collect);
    npm.stderr.on('data', collect);
    npm.once('error', (error) => reject(new InstallError(`npm could not be started: ${error.message}`)));
    npm.once('close', (code) => resolve({ code, output }));
  });
}

/**
 * Stops npm if this process is stopped. Otherwise it would continue in parallel with the next installation.
 *
 * @param {import('node:child_process').ChildProcess} npm
 */
function endWithUs(npm) {
  const stop = () => {
    npm.kill('SIGTERM');
    process.exit(130);
  };
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  for (const signal of signals) process.on(signal, stop);
  npm.once('close', () => signals.forEach((signal) => process.off(signal, stop)));
}

/**
 * Waits until no other process installs, and returns the function that releases the lock, which also happens on exit.
 *
 * @param {string} root
 */
async function takeInstallLock(root) {
  const path = join(root, '.snapinfra', 'install.lock');
  mkdirSync(dirname(path), { recursive: true });
  /** @type {ReturnType<typeof startStep> | undefined} */
  let waiting;
  for (;;) {
    const lock = takeLockFile(path);
    if (lock.ok) {
      waiting?.done('The other installation has ended');
      process.once('exit', lock.unlock);
      return () => {
        process.off('exit', lock.unlock);
        lock.unlock();
      };
    }
    waiting ??= startStep(`Waiting for the installation of process ${lock.holderPid}`);
    await new Promise((resolve) => setTimeout(resolve, LOCK_POLL_MS));
  }
}
