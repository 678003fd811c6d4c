import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChildFailedError, supervise, type Supervised } from './supervise.ts';

let folder = '';
const running: Supervised[] = [];
let said: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'snapinfra-supervise-'));
  said = [];
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((supervised) => supervised.stop()));
  rmSync(folder, { recursive: true });
});

const file = (name: string) => join(folder, name);
const missing = (name: string) => () => Promise.resolve(existsSync(file(name)) ? undefined : `waits for ${name}`);
const write = (text: string) =>
  writeFileSync(file('child.mjs'), `import { writeFileSync, rmSync } from 'node:fs';\n${text}`);
const ready = `writeFileSync(process.env.READY_FILE, '');`;
const start = (options: { waitForEdits?: boolean; graceMs?: number } = {}) => {
  const supervised = supervise({
    name: 'Thing',
    command: [file('child.mjs')],
    env: { PATH: process.env['PATH'], READY_FILE: file('ready') },
    onLine: (line) => said.push(line),
    say: (sentence) => said.push(sentence),
    whyNotReady: missing('ready'),
    waitForEdits: options.waitForEdits ?? false,
    graceMs: options.graceMs ?? 5_000,
  });
  running.push(supervised);
  return supervised;
};
const until = async (text: RegExp) => {
  await expect.poll(() => said.join('\n'), { timeout: 20_000 }).toMatch(text);
};

describe('a supervised child', () => {
  it('that ends before it is ready is an error, with its output shown', async () => {
    write(`console.error('PORT is missing'); process.exitCode = 3;`);
    await expect(start().ready).rejects.toThrow(ChildFailedError);
    await expect(start().ready).rejects.toThrow(/Thing ended \(code 3\)/);
    expect(said).toContain('PORT is missing');
  });

  it('that crashes later is reported and restarted', async () => {
    write(`${ready} console.log('up ' + process.pid); setInterval(() => undefined, 1000);`);
    const supervised = start();
    await supervised.ready;
    process.kill(supervised.pid() ?? 0, 'SIGKILL');
    await until(/Thing ended \(signal SIGKILL\).*Restarting it in 0\.5 s/);
    await until(/Thing is back/);
    expect(supervised.pid()).toBeGreaterThan(0);
  });

  it('that is broken by an edit is restarted after the next edit', async () => {
    write(`throw new Error('a typo');`);
    const supervised = start({ waitForEdits: true });
    await until(/a typo[^]*Waiting for a change/);
    write(`${ready} setInterval(() => undefined, 1000);`);
    await supervised.restart('child.mjs');
    await supervised.ready;
    expect(said).toContain('Thing restarts: child.mjs');
    expect(said.at(-1)).toMatch(/^Thing restarted \(\d+ ms\)$/);
  });

  it('is stopped gracefully, and killed if it ignores that', async () => {
    write(
      `process.on('SIGTERM', () => { console.log('going'); process.exit(0); }); ${ready} setInterval(() => undefined, 1000);`,
    );
    const gentle = start();
    await gentle.ready;
    await gentle.stop();
    expect(said).toContain('going');
    rmSync(file('ready'));
    write(`process.on('SIGTERM', () => console.log('no')); ${ready} setInterval(() => undefined, 1000);`);
    const stubborn = start({ graceMs: 3_000 });
    await stubborn.ready;
    const pid = stubborn.pid() ?? 0;
    await stubborn.stop();
    expect(said).toContain('no');
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  });

  it('is not restarted after it was stopped', async () => {
    write(`${ready} setInterval(() => undefined, 1000);`);
    const supervised = start();
    await supervised.ready;
    const pid = supervised.pid() ?? 0;
    await supervised.stop();
    expect(supervised.pid()).toBe(pid);
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
    expect(said.join('\n')).not.toMatch(/Restarting it/);
  });
});
