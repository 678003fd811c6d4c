// Also npm start and npm test use this, before anything is installed: plain JavaScript, no dependencies, Node 18 and newer.
import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/**
 * @typedef {{ readonly ok: true, readonly unlock: () => void } | { readonly ok: false, readonly holderPid: number }} Locked
 *   Whether this process has the lock now; `holderPid` is another live process that holds it.
 */

/**
 * Makes a file that says that this process holds something. What a killed process left behind counts for nothing, and so
 * does a file that names no process: a crash has torn it, as a lock appears with its holder in it.
 *
 * @param {string} path
 * @returns {Locked}
 * @throws {Error} that names the path, when there is something that cannot be read
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
 * The live process that holds a lock, or undefined.
 *
 * @param {string} path
 * @throws {Error} that names the path, when there is something that cannot be read
 */
export const lockFileHolder = (path) => runningHolder(readIfThere(path));

/** A file of one's own beside the lock. @param {string} path */
const beside = (path) => `${path}.${randomUUID()}`;

/**
 * Makes the lock unless there is one.
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
    // A file system without links: a lock may be seen empty there for a moment.
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
 * Removes a lock that says what was seen in it; one that another process has placed since stays.
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
 * Not over the lock of a third that came in between: of two holders, the one whose file is there is the one to obey.
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
 * Nothing is `undefined`; what cannot be read is an error, as somebody may hold it and nobody could replace it.
 *
 * @param {string} path
 */
function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return undefined;
    throw new Error(`The lock ${path} cannot be read (${code}): remove it if no process of this checkout runs.`, {
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
 * The process that a lock names, if that is still the one that made it.
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
 * Kernel ticks at which a process began, so that a pid that was given again is told from the one that it was; empty where
 * /proc is not. Field 22 of its stat; the name in field 2 may hold spaces, so counting starts behind it.
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
