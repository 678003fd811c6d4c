import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { removeLock } from './lock-file.ts';

const root = mkdtempSync(join(tmpdir(), 'snapinfra-lock-file-'));
afterAll(() => rmSync(root, { recursive: true }));

describe('removeLock', () => {
  const lockOf = (name: string, text: string) => {
    mkdirSync(join(root, name));
    const path = join(root, name, 'lock');
    writeFileSync(path, text);
    return path;
  };

  it('removes the lock that was looked at', () => {
    const path = lockOf('looked-at', 'old');
    removeLock(path, 'old');
    removeLock(path, 'old');
    expect(readdirSync(join(path, '..'))).toEqual([]);
  });

  it('leaves one alone that another starter has placed since', () => {
    const path = lockOf('placed-since', 'new');
    removeLock(path, 'old');
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(readdirSync(join(path, '..'))).toEqual(['lock']);
  });
});
