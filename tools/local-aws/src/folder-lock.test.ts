import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { folderHolder, FolderInUseError, lockFolder } from './folder-lock.ts';

const root = mkdtempSync(join(tmpdir(), 'snapinfra-lock-'));
afterAll(() => rmSync(root, { recursive: true }));

const deadPid = async (): Promise<number> => {
  const child = spawn('true');
  await once(child, 'exit');
  return child.pid ?? 0;
};

const lockingAgainAndAgain = `
  const { lockFolder } = await import(${JSON.stringify(new URL('./folder-lock.ts', import.meta.url).href)});
  for (let n = 0; n < 3_000; n += 1) lockFolder(process.env.FOLDER)();
`;

const readIfThere = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

describe('lockFolder', () => {
  it('gives a folder to one holder at a time', () => {
    const folder = join(root, 'one');
    const unlock = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(FolderInUseError);
    expect(() => lockFolder(folder)).toThrow(new RegExp(`${folder}.*process ${process.pid}`));
    expect(folderHolder(folder)).toBe(process.pid);
    unlock();
    expect(folderHolder(folder)).toBeUndefined();
    lockFolder(folder)();
  });

  it('ignores the lock of a process that is gone', async () => {
    const folder = join(root, 'gone');
    lockFolder(folder)();
    writeFileSync(join(folder, 'lock'), `${await deadPid()}`);
    expect(lockFolder(folder)).not.toThrow();
  });

  it('ignores the lock of a process whose pid was reused', () => {
    const folder = join(root, 'reused');
    lockFolder(folder)();
    writeFileSync(join(folder, 'lock'), `${process.ppid} 1`);
    expect(folderHolder(folder)).toBeUndefined();
    lockFolder(folder)();
  });

  it('ignores a lock file that was torn by a crash', () => {
    const folder = join(root, 'torn');
    lockFolder(folder)();
    writeFileSync(join(folder, 'lock'), '');
    expect(lockFolder(folder)).not.toThrow();
  });

  it('never creates a lock file without its holder, which would look like a torn one', async () => {
    const folder = join(root, 'whole');
    const child = spawn(process.execPath, ['--input-type=module', '-e', lockingAgainAndAgain], {
      env: { FOLDER: folder },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const ended = once(child, 'exit');
    const seen = new Set<string>();
    while (child.exitCode === null) {
      for (let look = 0; look < 500; look += 1) {
        const text = readIfThere(join(folder, 'lock'));
        if (text !== undefined) seen.add(text);
      }
      await new Promise(setImmediate);
    }
    expect(await ended).toEqual([0, null]);
    expect([...seen]).toEqual([expect.stringMatching(`^${child.pid} `)]);
  });

  it('leaves no temporary files', () => {
    const folder = join(root, 'tidy');
    const unlock = lockFolder(folder);
    expect(readdirSync(folder)).toEqual(['lock']);
    unlock();
    expect(readdirSync(folder)).toEqual([]);
  });
});
