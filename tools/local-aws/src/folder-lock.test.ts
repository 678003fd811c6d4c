import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

  it('takes no notice of a process that is gone', async () => {
    const folder = join(root, 'gone');
    lockFolder(folder)();
    writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: await deadPid() }));
    expect(lockFolder(folder)).not.toThrow();
  });

  it('takes no notice of another process that has the same pid by now', () => {
    const folder = join(root, 'reused');
    lockFolder(folder)();
    writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: process.ppid, startedAtTicks: '1' }));
    expect(folderHolder(folder)).toBeUndefined();
    lockFolder(folder)();
  });

  it('takes no notice of a lock that was torn by a crash', () => {
    const folder = join(root, 'torn');
    lockFolder(folder)();
    writeFileSync(join(folder, 'lock'), '');
    expect(lockFolder(folder)).not.toThrow();
  });
});
