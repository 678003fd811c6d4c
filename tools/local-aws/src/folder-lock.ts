import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { lockFileHolder, takeLockFile } from './lock-file.mjs';

/** Another running process holds the state folder. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';
  readonly pid: number;

  constructor(folder: string, pid: number) {
    super(
      `${folder} is in use by process ${pid}: two processes on one folder would lose each other's data. Stop that process first.`,
    );
    this.pid = pid;
  }
}

/**
 * Locks a folder for this process; a stale lock of a killed process is replaced.
 *
 * @returns the function that releases the lock
 * @throws FolderInUseError
 */
export const lockFolder = (folder: string): (() => void) => {
  mkdirSync(folder, { recursive: true });
  const lock = takeLockFile(lockOf(folder));
  if (!lock.ok) throw new FolderInUseError(folder, lock.holderPid);
  return lock.unlock;
};

/** The running process that holds a folder, or undefined. */
export const folderHolder = (folder: string): number | undefined => lockFileHolder(lockOf(folder));

const lockOf = (folder: string): string => join(folder, 'lock');
