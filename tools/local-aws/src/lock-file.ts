import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

interface Holder {
  readonly pid: number;
  /** Kernel ticks at which the process began: a reused pid is somebody else. Absent where /proc is not. */
  readonly startedAtTicks: string | undefined;
}

export type Locked =
  | { readonly ok: true; readonly unlock: () => void }
  /** Another live process holds it. */
  | { readonly ok: false; readonly holderPid: number };

/**
 * Makes a file that says that this process holds something; what a killed process left behind counts for nothing.
 *
 * @throws Error that names the path, when there is something that cannot be read
 */
export const takeLockFile = (path: string): Locked => {
  const holderOfMine: Holder = { pid: process.pid, startedAtTicks: startTicks(process.pid) };
  const mine = JSON.stringify(holderOfMine);
  for (;;) {
    if (placeLock(path, mine)) return { ok: true, unlock: () => unlock(path, mine) };
    const found = readLock(path);
    const holder = holderIn(found);
    if (holder && isRunning(holder)) return { ok: false, holderPid: holder.pid };
    if (found !== undefined) removeLock(path, found);
  }
};

/**
 * The live process that holds a lock, or undefined.
 *
 * @throws Error that names the path, when there is something that cannot be read
 */
export const lockFileHolder = (path: string): number | undefined => {
  const holder = holderIn(readLock(path));
  return holder && isRunning(holder) ? holder.pid : undefined;
};

const unlock = (path: string, mine: string): void => {
  if (says(path, mine)) rmSync(path, { force: true });
};

/** A file of one's own beside the lock. */
const beside = (path: string): string => `${path}.${randomUUID()}`;

/** Makes the lock unless there is one. It appears with its text in it: who finds an empty one finds what a crash tore. */
const placeLock = (path: string, text: string): boolean => {
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
};

const unlessThere = (make: () => void): boolean => {
  try {
    make();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
};

/** Removes a lock that says what was seen in it; one that another starter has placed since stays. */
export const removeLock = (path: string, seen: string): void => {
  const aside = beside(path);
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (!says(aside, seen)) putBack(aside, path);
  rmSync(aside, { force: true });
};

/** Not over the lock of a third that came in between: of two holders, the one whose file is there is the one to obey. */
const putBack = (aside: string, path: string): void => {
  try {
    unlessThere(() => linkSync(aside, path));
  } catch {
    renameSync(aside, path);
  }
};

/** Nothing is `undefined`; what cannot be read is an error, as somebody may hold it and nobody could replace it. */
const readLock = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new Error(`The lock ${path} cannot be read (${code}): remove it if nobody uses its folder.`, {
      cause: error,
    });
  }
};

const says = (path: string, text: string): boolean => {
  try {
    return readLock(path) === text;
  } catch {
    return false;
  }
};

const holderIn = (text: string | undefined): Holder | undefined => {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Holder);
  } catch {
    return undefined;
  }
};

const isRunning = ({ pid, startedAtTicks }: Holder): boolean => {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const now = startTicks(pid);
  return startedAtTicks === undefined || now === undefined || now === startedAtTicks;
};

/** Field 22 of /proc/<pid>/stat; the name in field 2 may hold spaces, so counting starts behind it. */
const startTicks = (pid: number): string | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
};
