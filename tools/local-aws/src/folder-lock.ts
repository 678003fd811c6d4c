import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { lockFileHolder, takeLockFile } from './lock-file.mjs';

/** Thrown when another live process holds the state folder. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';
  readonly pid: number;

  constructor(folder: string, pid: number) {
    super(`${folder} is in use by process ${pid}: two local AWS would lose each other's data. Stop that one first.`);
    this.pid = pid;
  }
}

/**
 * Takes a folder for this process; what a killed process left behind counts for nothing.
 *
 * @returns gives the folder back
 * @throws FolderInUseError
 */
export const lockFolder = (folder: string): (() => void) => {
  mkdirSync(folder, { recursive: true });
  const lock = takeLockFile(lockOf(folder));
  if (!lock.ok) throw new FolderInUseError(folder, lock.holderPid);
  return lock.unlock;
};

/** The process that holds a folder now, or undefined. */
export const folderHolder = (folder: string): number | undefined => lockFileHolder(lockOf(folder));

const lockOf = (folder: string): string => join(folder, 'lock');
