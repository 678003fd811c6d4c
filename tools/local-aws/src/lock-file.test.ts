import type * as FileSystem from 'node:fs';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { lockFileHolder, removeLock, takeLockFile } from './lock-file.mjs';

/** What another process does while a lock file is temporarily renamed. */
const meanwhile = vi.hoisted(() => ({ happens: (): void => undefined }));
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof FileSystem>();
  const renameSync: typeof fs.renameSync = (from, to) => {
    fs.renameSync(from, to);
    meanwhile.happens();
  };
  return { ...fs, renameSync };
});

const root = mkdtempSync(join(tmpdir(), 'snapinfra-lock-file-'));
afterAll(() => rmSync(root, { recursive: true }));

describe('removeLock', () => {
  const lockOf = (name: string, text: string) => {
    mkdirSync(join(root, name));
    const path = join(root, name, 'lock');
    writeFileSync(path, text);
    return path;
  };

  it('removes the lock that was seen', () => {
    const path = lockOf('looked-at', 'old');
    removeLock(path, 'old');
    removeLock(path, 'old');
    expect(readdirSync(join(path, '..'))).toEqual([]);
  });

  it('keeps a lock that another process has created since then', () => {
    const path = lockOf('placed-since', 'new');
    removeLock(path, 'old');
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(readdirSync(join(path, '..'))).toEqual(['lock']);
  });

  it('does not overwrite the lock of a third process', () => {
    const path = lockOf('third', 'new');
    meanwhile.happens = () => writeFileSync(path, 'third', { flag: 'wx' });
    onTestFinished(() => void (meanwhile.happens = () => undefined));
    removeLock(path, 'old');
    expect(readFileSync(path, 'utf8')).toBe('third');
    expect(readdirSync(join(path, '..'))).toEqual(['lock']);
  });
});

describe('takeLockFile', () => {
  it('fails with the path if the file cannot be read, instead of retrying forever', () => {
    const path = join(root, 'no-file');
    mkdirSync(path);
    // Checked first, because takeLockFile would never return if it retried.
    expect(() => lockFileHolder(path)).toThrow(path);
    expect(() => takeLockFile(path)).toThrow(path);
    expect(lockFileHolder(join(root, 'nothing'))).toBeUndefined();
  });

  it('releases the lock only while it still holds it', () => {
    const path = join(root, 'replaced');
    const lock = takeLockFile(path);
    writeFileSync(path, 'of another');
    if (lock.ok) lock.unlock();
    expect(readFileSync(path, 'utf8')).toBe('of another');
  });
});
