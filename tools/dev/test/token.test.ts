import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { decodeJwt } from 'jose';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { workspaceRoot } from '../lib/ensure-installed.mjs';
import { endAll, isReady, launch, newPlace, patienceMs, type Launched, type Place } from './support/launch.ts';

const run = promisify(execFile);
const root = mkdtempSync(join(tmpdir(), 'snapinfra-token-'));
afterAll(() => rmSync(root, { recursive: true }));
afterEach(endAll);

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line as in the READMEs, in the checkout. */
const sh = async (command: string, folder = root, more: Readonly<Record<string, string>> = {}): Promise<Ran> => {
  const { JWT_JWKS_URL: _, JWT_ISSUER: __, JWT_AUDIENCE: ___, ...env } = process.env;
  const options = { cwd: workspaceRoot, env: { ...env, SNAPINFRA_STATE_DIR: folder, ...more } };
  try {
    return { code: 0, ...(await run('sh', ['-c', command], options)) };
  } catch (error) {
    return error as Ran;
  }
};

const command = 'node tools/dev/token.mjs';
const isJwt = /^[\w-]+\.[\w-]+\.[\w-]+\n$/;

describe('npm run token', () => {
  it('prints a token and nothing else', async () => {
    const arguments_ = `--user ada --email Ada@example.com --name "Ada L." --admin --expires-in 1h`;
    const { code, stdout, stderr } = await sh(`npm run -s token -- ${arguments_}`);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: expect.stringMatching(isJwt), stderr: '' });
    const claims = decodeJwt(stdout);
    expect(claims).toMatchObject({ sub: 'ada', email_verified: true, name: 'Ada L.', roles: ['admin'] });
    expect(Number(claims.exp) - Number(claims.iat)).toBe(3600);
  });

  it.each(['', '--user', '--user ada --email ada', '--user ada --expires-in soon', '--user ada --unknown', 'ada'])(
    'says in a sentence what is wrong, with the usage: %j',
    async (wrong) => {
      const { code, stdout, stderr } = await sh(`${command} ${wrong}`);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/^.+\.\nUsage: npm run token -- --user .+\n$/);
    },
  );

  it('makes no token that the gateway would not take, since it has the key set of another issuer', async () => {
    const { code, stdout, stderr } = await sh(`${command} --user ada`, root, {
      JWT_JWKS_URL: 'https://x.example/keys',
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^JWT_JWKS_URL=https:\/\/x\.example\/keys is set.*\n$/);
  });

  it('says in a sentence that the state folder cannot be used', async () => {
    const { code, stderr } = await sh(`${command} --user ada`, join(workspaceRoot, 'package.json', 'state'));
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^The key in the state folder .*ENOTDIR.*\n$/)]);
  });

  it.each(['README.md', 'tools/dev/README.md'])('works as %s shows it', async (readme) => {
    const text = readFileSync(join(workspaceRoot, readme), 'utf8');
    const shown = text.match(/npm run (-s )?token -- [^)\n]*/g) ?? [];
    expect(shown.length).toBeGreaterThan(0);
    for (const line of shown) {
      const { code, stdout, stderr } = await sh(line);
      expect(code, `${line}: ${stderr}`).toBe(0);
      expect(stdout.split('\n').at(-2)).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    }
  });
});

const begin = async (place: Place): Promise<{ url: string; launched: Launched }> => {
  const launched = launch(place);
  const { url } = await isReady(launched, place);
  return { url, launched };
};

const statusOf = async (url: string, headers: Readonly<Record<string, string>>): Promise<number> =>
  (await fetch(`${url}/api/projects`, { headers })).status;

describe('npm start', { timeout: patienceMs }, () => {
  it('takes the tokens of its state folder, also those from before it started, and the headers of development', async () => {
    const place = await newPlace();
    const stranger = await newPlace();
    const earlier = await sh(`${command} --user ada --email ada@example.com`, place.folder);
    const { url, launched } = await begin(place);
    await expect.poll(launched.output, { timeout: 30_000 }).toMatch(/Ctrl-C stops everything/);
    const [shown = ''] = /SNAPINFRA_STATE_DIR=\S+ npm run -s token -- .*/.exec(launched.output()) ?? [];
    expect(shown).toContain(place.folder);
    const later = await sh(shown, stranger.folder);
    const other = await sh(`${command} --user ada`, stranger.folder);
    const tokens = [earlier, later, other].map(({ stdout }) => stdout.trim());
    const answers = tokens.map((token) => statusOf(url, { authorization: `Bearer ${token}` }));
    expect(await Promise.all(answers)).toEqual([200, 200, 401]);
    expect(await statusOf(url, { 'x-dev-user-id': 'ada', 'x-dev-email': 'ada@example.com' })).toBe(200);
    launched.child.kill('SIGINT');
    expect(await launched.exited).toBe(0);

    const { url: next } = await begin(place);
    expect(await statusOf(next, { authorization: `Bearer ${tokens[0]}` })).toBe(200);
  });
});
