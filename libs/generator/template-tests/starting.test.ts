import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../template/src/config.ts';
import { requireFreePort } from '../template/src/core/free-port.ts';
import { lockFolder } from '../template/src/core/folder-lock.ts';
import { explainStartupError } from '../template/src/core/startup-error.ts';

describe('configuration', () => {
  const production = { NODE_ENV: 'production', DATABASE_URL: 'postgres://localhost/x' };

  it('is none at all for a first start on this machine', () => {
    expect(readConfig({})).toMatchObject({
      host: '127.0.0.1',
      auth: { mode: 'none' },
      database: { kind: 'embedded', folder: '.data' },
    });
  });

  it.each([
    [{ ...production }, 'AUTH_MODE=none is refused'],
    [{ HOST: '0.0.0.0' }, 'listens on 127.0.0.1 only'],
    [{ AUTH_MODE: 'jwt' }, 'JWT_JWKS_URL or JWT_SECRET'],
    [{ JWT_SECRET: 'short' }, 'JWT_SECRET'],
    [{ JWT_JWKS_URL: 'https://issuer/' }, 'JWT_ISSUER and JWT_AUDIENCE'],
    [{ PORT: '65536' }, 'PORT'],
  ])('%j is refused by name', (variables, message) => {
    expect(() => readConfig(variables)).toThrow(message);
  });
});

describe('a port that is in use', () => {
  it('is found before anything else is started, and named', async () => {
    const holder = createServer().listen({ host: '127.0.0.1', port: 0 });
    await once(holder, 'listening');
    const address = holder.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const refused: unknown = await requireFreePort('127.0.0.1', port).catch((error: unknown) => error);
    expect(explainStartupError(refused)).toMatch(new RegExp(`^Port ${port} is in use\\. Set PORT`));
    holder.close();
    await once(holder, 'close');
    await requireFreePort('127.0.0.1', 0);
  });
});

const lockModule = new URL('../template/src/core/folder-lock.ts', import.meta.url).href;

describe('in a folder', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'snapinfra-template-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('locks it once, and takes over what a dead process left', async () => {
    const lock = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toThrow('is in use by process');
    await lock.release();
    await writeFile(join(folder, 'lock'), '999999999 1\n');
    const next = await lockFolder(folder);
    expect(await readdir(folder)).toEqual(['lock']);
    await next.release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('locks it for one of many that come at once', async () => {
    // As by processes: this module keeps its own account of what this one holds. Each stays until all have tried.
    const script = `import { lockFolder } from ${JSON.stringify(lockModule)};
      const outcome = await lockFolder(${JSON.stringify(folder)}).then(() => 'locked', () => 'refused');
      process.stdout.write(outcome);
      process.stdin.resume();`;
    const rivals = Array.from({ length: 4 }, () => spawn(process.execPath, ['--input-type=module', '--eval', script]));
    const outcomes = await Promise.all(rivals.map(async ({ stdout }) => String(await once(stdout, 'data'))));
    for (const { stdin } of rivals) stdin.end();
    await Promise.all(rivals.map((rival) => once(rival, 'exit')));
    expect(outcomes.toSorted()).toEqual(['locked', 'refused', 'refused', 'refused']);
  });
});
