import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Thrown when another live process holds the state folder. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';
  readonly pid: number;

  constructor(folder: string, pid: number) {
    super(`${folder} is in use by process ${pid}: two local AWS would lose each other's data. Stop that one first.`);
    this.pid = pid;
  }
}

interface Holder {
  readonly pid: number;
  /** Kernel ticks at which the process began: a reused pid is somebody else. Absent where /proc is not. */
  readonly startedAtTicks: string | undefined;
}

/**
 * Takes a folder for this process; what a killed process left behind counts for nothing.
 *
 * @returns gives the folder back
 * @throws FolderInUseError
 */
export const lockFolder = (folder: string): (() => void) => {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'lock');
  const mine: Holder = { pid: process.pid, startedAtTicks: startTicks(process.pid) };
  for (;;) {
    try {
      writeFileSync(path, JSON.stringify(mine), { flag: 'wx' });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = readHolder(path);
    if (holder && isRunning(holder)) throw new FolderInUseError(folder, holder.pid);
    rmSync(path, { force: true });
  }
};

/** The process that holds a folder now, or undefined. */
export const folderHolder = (folder: string): number | undefined => {
  const holder = readHolder(join(folder, 'lock'));
  return holder && isRunning(holder) ? holder.pid : undefined;
};

const readHolder = (path: string): Holder | undefined => {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
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
