import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ensureInstalled, isInstalled } from './ensure-installed.mjs';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'snapinfra-install-'));
  lock({
    '': {},
    'node_modules/a': { version: '1.0.0' },
    'node_modules/only-mac': { version: '1.0.0', optional: true },
  });
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(root, { recursive: true, force: true });
});

const write = (path: string, text: string) => {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
};
const lock = (packages: object) => write('package-lock.json', JSON.stringify({ packages }));
const installed = (packages: object) => write('node_modules/.package-lock.json', JSON.stringify({ packages }));

/** A fake npm that records its arguments and runs the given script. */
const npmThat = (script: string) => {
  write('npm-cli.cjs', `require('fs').appendFileSync('calls', process.argv.slice(2).join(' ') + '\\n');${script}`);
  vi.stubEnv('npm_execpath', join(root, 'npm-cli.cjs'));
};
const calls = () => readFileSync(join(root, 'calls'), 'utf8').trim().split('\n');
const installing = `require('fs').mkdirSync('node_modules', { recursive: true });`;

describe('isInstalled', () => {
  it('is false in a fresh clone', () => {
    expect(isInstalled(root)).toBe(false);
  });

  it('recognizes a manual installation, ignoring optional packages of other platforms', () => {
    installed({ 'node_modules/a': { version: '1.0.0' } });
    expect(isInstalled(root)).toBe(true);
  });

  it.each([
    ['another version', { 'node_modules/a': { version: '2.0.0' } }],
    ['a missing package', {}],
  ])('is false with %s', (_, packages) => {
    installed(packages);
    expect(isInstalled(root)).toBe(false);
  });

  it('is false after packages were added to the lock file', () => {
    installed({ 'node_modules/a': { version: '1.0.0' } });
    expect(isInstalled(root)).toBe(true);
    lock({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '1.0.0' } });
    expect(isInstalled(root)).toBe(false);
  });
});

describe('ensureInstalled', () => {
  it('runs npm ci once, with development packages even if NODE_ENV is production', async () => {
    npmThat(installing);
    vi.stubEnv('NODE_ENV', 'production');
    expect(await ensureInstalled(root)).toEqual({ installed: true });
    expect(await ensureInstalled(root)).toEqual({ installed: false });
    expect(calls()).toEqual([expect.stringMatching(/^ci .*--include=dev/)]);
  });

  it('installs once for two concurrent callers', async () => {
    npmThat(installing);
    const outcomes = await Promise.all([ensureInstalled(root), ensureInstalled(root)]);
    expect(outcomes.filter((outcome) => outcome.installed)).toHaveLength(1);
    expect(calls()).toHaveLength(1);
  });

  it("fails with npm's output, and retries the next time", async () => {
    npmThat(`console.error('npm error EUSAGE'); process.exit(7);`);
    await expect(ensureInstalled(root)).rejects.toThrow(/npm ci ended with code 7/);
    expect(process.stderr.write).toHaveBeenCalledWith(expect.stringContaining('npm error EUSAGE'));
    npmThat(installing);
    expect(await ensureInstalled(root)).toEqual({ installed: true });
  });

  it.each([
    ['was killed', '999999999'],
    ['was killed, its pid given to another process', `${process.pid} 1`],
    ['crashed while writing its pid', ''],
    ['left an invalid pid', 'torn'],
  ])('does not wait for an installer that %s', async (_, lockText) => {
    npmThat(installing);
    write('.snapinfra/install.lock', lockText);
    expect(await ensureInstalled(root)).toEqual({ installed: true });
    expect(readdirSync(join(root, '.snapinfra'))).toEqual([]);
  });

  it('waits for a running installation, and says so', async () => {
    write('.snapinfra/install.lock', String(process.ppid));
    const waiting = ensureInstalled(root);
    await vi.waitFor(() =>
      expect(process.stderr.write).toHaveBeenCalledWith(
        expect.stringContaining(`installation of process ${process.ppid}`),
      ),
    );
    installed({ 'node_modules/a': { version: '1.0.0' } });
    rmSync(join(root, '.snapinfra/install.lock'));
    expect(await waiting).toEqual({ installed: false });
  });
});
