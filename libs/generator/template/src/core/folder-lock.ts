import { constants, copyFile, link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { StartupError } from './startup-error.ts';

export interface FolderLock {
  readonly release: () => Promise<void>;
}

interface Holder {
  readonly pid: number;
  /** Start time of the process, if the system provides it: process ids are reused. */
  readonly startedAt: string | null;
}

const heldHere = new Set<string>();

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

const startOf = async (pid: number): Promise<string | null> => {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
};

const readHolder = async (file: string): Promise<Holder | undefined> => {
  try {
    const [pid = '', startedAt = ''] = (await readFile(file, 'utf8')).trim().split(' ');
    return { pid: Number(pid), startedAt: startedAt === '' ? null : startedAt };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
};

const isHolding = async ({ pid, startedAt }: Holder): Promise<boolean> => {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid || !isAlive(pid)) return false;
  const start = await startOf(pid);
  return startedAt === null || start === null || start === startedAt;
};

/** Links a complete file, so that a lock file always names its holder. Copies it on file systems without hard links. */
const place = async (draft: string, file: string): Promise<void> => {
  try {
    await link(draft, file);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) throw error;
    await copyFile(draft, file, constants.COPYFILE_EXCL);
  }
};

const create = async (file: string): Promise<boolean> => {
  const draft = `${file}.draft-${process.pid}-${crypto.randomUUID()}`;
  try {
    await writeFile(draft, `${process.pid} ${(await startOf(process.pid)) ?? ''}\n`);
    await place(draft, file);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
};

/**
 * Removes a stale lock. It is renamed first and checked again, as another process may have replaced it by a new lock.
 */
const takeAway = async (file: string): Promise<void> => {
  const stale = `${file}.stale-${process.pid}`;
  try {
    await rename(file, stale);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  const holder = await readHolder(stale);
  if (holder !== undefined && (await isHolding(holder))) await rename(stale, file);
  else await rm(stale, { force: true });
};

/**
 * Locks the folder for this process: two processes that write to the same embedded database would corrupt it. The lock
 * of a process that no longer exists is taken over.
 */
export const lockFolder = async (folder: string): Promise<FolderLock> => {
  const path = resolve(folder);
  const file = join(path, 'lock');
  await mkdir(path, { recursive: true });
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (!heldHere.has(path) && (await create(file))) {
      heldHere.add(path);
      return {
        release: async () => {
          heldHere.delete(path);
          await rm(file, { force: true });
        },
      };
    }
    const holder = await readHolder(file);
    if (heldHere.has(path) || (holder !== undefined && (await isHolding(holder)))) {
      const pid = holder?.pid ?? process.pid;
      throw new StartupError(`${folder} is in use by process ${pid}. Stop it, or set DATA_FOLDER to another folder.`);
    }
    await takeAway(file);
  }
  throw new StartupError(`${folder} could not be locked`);
};
