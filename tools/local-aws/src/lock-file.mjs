// Used before packages are installed: plain JavaScript for Node 18 and newer, without dependencies.
import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/**
 * @typedef {{ readonly ok: true, readonly unlock: () => void } | { readonly ok: false, readonly holderPid: number }}
 * Locked Whether this process has the lock now; otherwise `holderPid` is the running process that holds it.
 */

/**
 * Takes a lock file for this process. A stale lock of a killed process is replaced, as is a file without a valid pid,
 * which was torn by a crash: a lock file is created together with its content.
 *
 * @param {string} path
 * @returns {Locked}
 * @throws {Error} with the path if the file exists but cannot be read
 */
export function takeLockFile(path) {
  const mine = `${process.pid} ${startTicks(process.pid)}`;
  for (;;) {
    if (place(path, mine)) return { ok: true, unlock: () => void (says(path, mine) && rmSync(path, { force: true })) };
    const found = readIfThere(path);
    const holderPid = runningHolder(found);
    if (holderPid !== undefined) return { ok: false, holderPid };
    if (found !== undefined) removeLock(path, found);
  }
}

/**
 * The running process that holds a lock, or undefined.
 *
 * @param {string} path
 * @throws {Error} with the path if the file exists but cannot be read
 */
export const lockFileHolder = (path) => runningHolder(readIfThere(path));

/** A unique temporary file next to the lock. @param {string} path */
const beside = (path) => `${path}.${randomUUID()}`;

/**
 * Creates the lock file unless it exists.
 *
 * @param {string} path
 * @param {string} text
 */
function place(path, text) {
  const draft = beside(path);
  writeFileSync(draft, text);
  try {
    return unlessThere(() => linkSync(draft, path));
  } catch {
    // Without hard links, others may see an empty lock file for a moment.
    return unlessThere(() => writeFileSync(path, text, { flag: 'wx' }));
  } finally {
    rmSync(draft, { force: true });
  }
}

/** @param {() => void} make */
function unlessThere(make) {
  try {
    make();
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    return false;
  }
}

/**
 * Removes a lock file with the content that was seen; one that another process has created since then stays.
 *
 * @param {string} path
 * @param {string} seen
 */
export function removeLock(path, seen) {
  const aside = beside(path);
  try {
    renameSync(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  if (!says(aside, seen)) putBack(aside, path);
  rmSync(aside, { force: true });
}

/**
 * Does not overwrite a lock that a third process has created in between: its file decides who holds the lock.
 *
 * @param {string} aside
 * @param {string} path
 */
function putBack(aside, path) {
  try {
    unlessThere(() => linkSync(aside, path));
  } catch {
    renameSync(aside, path);
  }
}

/**
 * `undefined` if there is no file. An unreadable file is an error: somebody may hold the lock, and it cannot be
 * replaced.
 *
 * @param {string} path
 */
function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return undefined;
    throw new Error(`The lock ${path} cannot be read (${code}): remove it if no process of this checkout is running.`, {
      cause: error,
    });
  }
}

/**
 * @param {string} path
 * @param {string} text
 */
function says(path, text) {
  try {
    return readIfThere(path) === text;
  } catch {
    return false;
  }
}

/**
 * The process in a lock file, if it is still the one that created it.
 *
 * @param {string | undefined} text
 */
function runningHolder(text) {
  const [pidText, ticks] = (text ?? '').split(' ');
  const pid = Number(pidText);
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return undefined;
  const now = startTicks(pid);
  return ticks && now && ticks !== now ? undefined : pid;
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/**
 * Start time of a process in kernel ticks, to detect reused pids; empty without /proc. It is field 22 of `stat`; the
 * name in field 2 may contain spaces, so counting starts after it.
 *
 * @param {number} pid
 */
function startTicks(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

/** @param {unknown} error */
const codeOf = (error) => /** @type {NodeJS.ErrnoException} */ (error).code;
