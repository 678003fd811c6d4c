import Fastify from 'fastify';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pgTable, text } from 'drizzle-orm/pg-core';
import { Type } from 'typebox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../template/src/config.ts';
import { openEmbedded } from '../../template/src/core/database.ts';
import { requireFreePort } from '../../template/src/core/free-port.ts';
import { lockFolder } from '../../template/src/core/folder-lock.ts';
import { formats } from '../../template/src/core/formats.ts';
import { addGracefulStop } from '../../template/src/core/graceful-stop.ts';
import { loggedError } from '../../template/src/core/logger.ts';
import { unstorable } from '../../template/src/core/unstorable.ts';
import { valueFault } from '../../template/src/core/values.ts';
import { keySegment, segmentValue } from '../../template/src/core/item-path.ts';
import { sqlTypeOf } from '../../template/src/core/sql-types.ts';
import { explainStartupError } from '../../template/src/core/startup-error.ts';
import { migrate } from '../../template/src/core/migrations.ts';
import { hashPassword, verifyPassword } from '../../template/src/core/password.ts';
import { listOf, parseFilterName, unescaped } from '../../template/src/core/query-text.ts';

describe('formats', () => {
  it.each([
    [
      'date',
      ['2024-02-29', '0001-01-01', '9999-12-31'],
      ['2023-02-29', '2024-02-30', '0000-01-01', '294277-01-01', '2024-1-1'],
    ],
    [
      'date-time',
      ['2024-01-01T10:00:00Z', '2024-01-01t10:00:00.123456+02:00', '2024-01-01 10:00-11'],
      [
        '2024-01-01T10:00:00',
        '2024-01-01T24:00:00Z',
        '2024-01-01T10:00:00.1234567Z',
        '0001-01-01T00:00:00+01:00',
        '9999-12-31T23:59:59-01:00',
      ],
    ],
    ['date-time-local', ['2024-01-01T10:00'], ['2024-01-01T10:00:00Z']],
    ['time-with-offset', ['10:00Z', '10:00:00.5-05:30'], ['10:00', '10:00:00+16:00']],
    [
      'duration',
      ['P1Y2M3DT4H5M6.5S', 'P2W', 'PT-1S', 'P93333332Y3M1699999992DT1016944443H'],
      ['P', 'PT', '-P1D', 'P+1D', 'P1.5Y', 'P9999999999Y', 'PT9999999999.5S', '1 day'],
    ],
    ['int64', ['9223372036854775807', '-9223372036854775808'], ['9223372036854775808', '1.0', '', '1e3']],
    ['decimal', ['-0.10', '12345678901234567890.5'], ['NaN', '1e5', '.5', '5.']],
    [
      'inet',
      ['10.0.0.1', '10.0.0.1/8', '::1', '::ffff:1.2.3.4/96'],
      ['10.0.0', '10.0.0.1/33', 'fe80::1%eth0', 'nonsense'],
    ],
    ['cidr', ['10.0.0.0/8', '10.1.2.3/32', '2001:db8::/32', '::/0'], ['10.0.0.1/8', '2001:db8::1/32']],
    [
      'uri',
      ['https://x.y/?q#z', 'http://[::1]:80/', 'https://bücher.example/ä'],
      [
        'javascript:alert(1)',
        'x',
        'https://x y',
        'file:///etc/passwd',
        's3://bucket/key',
        'https:x.y',
        'https://x.y/%zz',
      ],
    ],
    ['byte', ['', 'AAEC/w=='], ['AAEC/w', 'A===', '***', 'AB==']],
  ])('%s takes what its column holds as it is, and nothing else', (name, good, bad) => {
    const matches = (text: string): boolean => formats.get(name)?.matches(text) ?? false;
    expect(good.filter((text) => !matches(text))).toEqual([]);
    expect(bad.filter(matches)).toEqual([]);
  });
});

describe('what no column can hold', () => {
  const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);

  it.each([
    [{ list: [1, { text: 'a\u0000' }] }, '/f/list/1/text', 'NUL'],
    [{ 'a/b': '\ud800' }, '/f/a~1b', 'surrogate'],
    [[Number.POSITIVE_INFINITY], '/f/0', '64 bits'],
    [{ 'a\u0000': 1 }, '/f', 'a member whose name'],
    [nested(300), '/f', 'nested deeper'],
  ])('is found in %j, with its place', (value, path, message) => {
    expect(unstorable(value, '/f')).toEqual({ path, message: expect.stringContaining(message) });
  });

  it('is not found in what can be stored', () => {
    expect(unstorable({ a: [1, 'x', null, nested(150)] }, '/f')).toBeUndefined();
  });
});

describe('a text that is too long', () => {
  it('is refused before a pattern takes its time over it', () => {
    const schema = Type.String({ maxLength: 30, pattern: '^(a+)+$' });
    const type = sqlTypeOf(pgTable('user', { name: text('user name') }).name);
    const fault = valueFault(`${'a'.repeat(1000)}!`, { name: 'user name', schema, type });
    expect(fault).toEqual({ path: '/user name', message: 'must have at most 30 characters' });
  });
});

describe('errors in the log', () => {
  it('say what failed and where, and nothing of the values', () => {
    const detail = { code: '57014', detail: 'Key (email)=(a-secret) is there' };
    const cause = Object.assign(new Error('canceling statement'), detail);
    const params = ['a-secret'];
    const text = 'Failed query: update "t" set "p" = $1\nparams: a-secret';
    const failed = Object.assign(new Error(text, { cause }), { query: 'update "t" set "p" = $1', params });
    const logged = loggedError(failed);
    expect(logged).toMatchObject({
      message: 'Failed query: update "t" set "p" = $1',
      stack: expect.stringMatching(/^at /),
      causes: [{ message: 'canceling statement', code: '57014' }],
    });
    expect(JSON.stringify(logged)).not.toContain('a-secret');
  });
});

describe('a server that stops', () => {
  it('answers what is under way, and waits for no connection that a client keeps open', async () => {
    const app = Fastify({ forceCloseConnections: 'idle' });
    addGracefulStop(app);
    const [arrived, answer] = [Promise.withResolvers<void>(), Promise.withResolvers<string>()];
    app.get('/', () => {
      arrived.resolve();
      return answer.promise;
    });
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    const response = fetch(url);
    await arrived.promise;
    const closed = app.close();
    setImmediate(() => answer.resolve('done'));
    const { headers, status } = await response;
    expect([status, headers.get('connection')]).toEqual([200, 'close']);
    await closed;
  });
});

describe('texts of a URL', () => {
  it('splits lists at commas that are not escaped', () => {
    expect(listOf(['a\\,b,c', 'd\\\\']).map(unescaped)).toEqual(['a,b', 'c', 'd\\']);
  });

  it('finds the operator of a filter behind any name', () => {
    expect(parseFilterName('filter[a]')).toEqual({ field: 'a', operator: undefined });
    expect(parseFilterName('filter[x][eq][ne]')).toEqual({ field: 'x][eq', operator: 'ne' });
    expect(parseFilterName('filters[a]')).toBeUndefined();
  });

  it.each(['', '.', '..', '~', '~~a', 'a/b', 'ä?#%', 'x'])('brings the key %j through a URL parser and back', (key) => {
    const { pathname } = new URL(`http://localhost/api/x/${keySegment(key)}`);
    expect(segmentValue(decodeURIComponent(pathname.slice('/api/x/'.length)))).toBe(key);
  });
});

describe('passwords', () => {
  it('are told from others by their hash', async () => {
    const stored = await hashPassword('correct horse');
    expect(stored).toMatch(/^scrypt\$32768\$8\$1\$[^$]{24}\$[^$]{44}$/);
    expect(await verifyPassword('correct horse', stored)).toBe(true);
    expect(await verifyPassword('wrong', stored)).toBe(false);
    expect(await verifyPassword('wrong', 'plain')).toBe(false);
  });
});

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

const lockModule = new URL('../../template/src/core/folder-lock.ts', import.meta.url).href;

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

  it('applies migrations once, in order, whole or not at all, and refuses a history that was changed', async () => {
    const database = await openEmbedded(undefined);
    const write = (name: string, script: string) => writeFile(join(folder, name), script);
    const apply = () => migrate(database, folder);
    try {
      await write('0001_a.sql', 'create table a (id int);');
      expect(await apply()).toEqual(['0001_a.sql']);
      await write('0002_b.sql', 'create table b (id int); select 1 / 0;');
      await expect(apply()).rejects.toThrow('0002_b.sql failed, and nothing of it was kept: division by zero');
      await write('0002_b.sql', 'create table b (id int);\n');
      expect(await apply()).toEqual(['0002_b.sql']);
      await write('0002_b.sql', 'create table b (id int);\r\n');
      expect(await apply()).toEqual([]);
      await write('0001_z.sql', 'select 1;');
      await expect(apply()).rejects.toThrow('0001_z.sql comes before 0002_b.sql');
      await write('0001_a.sql', 'create table a (id bigint);');
      await expect(apply()).rejects.toThrow('0001_a.sql was changed');
    } finally {
      await database.close();
    }
  });
});
