import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { claimPort } from '@snapinfra/local-aws';
import { afterEach, describe, expect, it } from 'vitest';
import { readRunState, type RunState } from '../lib/run-state.ts';
import { allGone, endAll, isReady, launch, newPlace, patienceMs, type Launched } from './support/launch.ts';
import { descendants, isAlive } from './support/process-tree.ts';

afterEach(endAll);

const headers = { 'x-dev-user-id': 'start-test', 'content-type': 'application/json' };

describe('npm start', { timeout: patienceMs }, () => {
  it('starts everything, and stops it on Ctrl-C while keeping the data for the next start', async () => {
    const place = await newPlace();
    const first = launch(place);
    const { url, children } = await isReady(first, place);
    expect(children.map(({ name }) => name)).toEqual(['aws', 'api', 'codegen-worker']);
    await expect.poll(first.output, { timeout: 30_000 }).toMatch(/Ctrl-C stops everything/);
    expect(first.output()).toContain(`${url}/docs`);
    expect(first.output().match(/^ {2}(curl|npm) .*/gm)).toHaveLength(3);
    const created = await fetch(`${url}/api/projects`, { method: 'POST', headers, body: '{"name":"Kept"}' });
    expect(created.status).toBe(201);

    const all = descendants(first.child.pid ?? 0);
    expect(all.length).toBeGreaterThanOrEqual(6);
    first.child.kill('SIGINT');
    expect(await first.exited).toBe(0);
    await allGone(all, place);
    expect(existsSync(join(place.folder, 'run.json'))).toBe(false);

    const second = launch(place);
    await isReady(second, place);
    const { data } = (await (await fetch(`${url}/api/projects`, { headers })).json()) as { data: { name: string }[] };
    expect(data.map(({ name }) => name)).toEqual(['Kept']);
  });

  it('can be stopped before everything is ready', async () => {
    const place = await newPlace();
    // Nobody listens there: the gateway and the worker wait for S3.
    const launched = launch(place, { AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${await claimPort()}` });
    await expect.poll(launched.errors, { timeout: 60_000 }).toMatch(/✓ Local AWS/);
    const all = descendants(launched.child.pid ?? 0);
    launched.child.kill('SIGINT');
    expect(await launched.exited).toBe(0);
    expect(launched.output()).not.toMatch(/Snapinfra is running/);
    await allGone(all, place);
  });

  it('restarts a part that was killed', async () => {
    const place = await newPlace();
    const launched = launch(place);
    const { url, children } = await isReady(launched, place);
    for (const { pid } of children) process.kill(pid, 'SIGKILL');
    await expect.poll(launched.output, { timeout: 60_000 }).toMatch(/Gateway is back/);
    await expect.poll(launched.output, { timeout: 60_000 }).toMatch(/Local AWS is back/);
    await expect.poll(launched.output, { timeout: 60_000 }).toMatch(/Code generation worker is back/);
    await expect.poll(async () => (await fetch(`${url}/api/health/ready`)).status, { timeout: 60_000 }).toBe(200);
    expect(readRunState(place.folder)?.children.map(({ pid }) => isAlive(pid))).toEqual([true, true, true]);
  });

  it('stops immediately on a second Ctrl-C', async () => {
    const place = await newPlace();
    const launched = launch(place);
    const { children } = await isReady(launched, place);
    const all = descendants(launched.child.pid ?? 0);
    for (const { pid } of children) process.kill(pid, 'SIGSTOP');
    launched.child.kill('SIGINT');
    await expect.poll(launched.output, { timeout: 30_000 }).toMatch(/Ctrl-C again to stop at once/);
    await expect
      .poll(() => launched.child.kill('SIGINT') && launched.child.exitCode, { interval: 700, timeout: 30_000 })
      .not.toBeNull();
    await allGone(all, place);
  });
});

describe('a killed npm start', { timeout: patienceMs }, () => {
  it.each([
    ['the supervisor', (_: Launched, { pid }: RunState) => pid],
    ['its parent process', ({ child }: Launched) => child.pid ?? 0],
  ])('(%s) leaves no process that holds a port, and the next one starts', async (_, victim) => {
    const place = await newPlace();
    const launched = launch(place);
    const state = await isReady(launched, place);
    const all = descendants(launched.child.pid ?? 0);
    process.kill(victim(launched, state), 'SIGKILL');
    await allGone(all, place);
    const next = launch(place);
    await isReady(next, place);
    expect(next.errors()).not.toMatch(/in use/);
  });
});

describe('npm start that cannot run', { timeout: patienceMs }, () => {
  it.each([
    ['PORT', 0],
    ['SNAPINFRA_DYNAMODB_PORT', 1],
    ['SNAPINFRA_AWS_PORT', 2],
  ])('names the taken port and %s in one line', async (variable, at) => {
    const place = await newPlace();
    const port = place.ports[at] ?? 0;
    const holder = createServer().listen(port, '127.0.0.1');
    await once(holder, 'listening');
    const launched = launch(place);
    expect(await launched.exited).toBe(1);
    const lines = launched.errors().trim().split('\n');
    expect(lines).toEqual([
      expect.stringMatching(new RegExp(`Port ${port} is in use.*process ${process.pid}.*${variable}`)),
    ]);
    holder.close();
  });

  it('does not use the ports of another one that is starting', async () => {
    const { folder, ports } = await newPlace();
    const other = await newPlace();
    const both = [launch({ folder, ports }), launch({ ...other, ports })] as const;
    const places = [
      { folder, ports },
      { ...other, ports },
    ] as const;
    const ended = await Promise.race(both.map(({ exited }, at) => exited.then((code) => ({ code, at }))));
    expect(ended.code).toBe(1);
    expect(both[ended.at]?.errors()).toMatch(/^Port \d+ is in use.*\n$/);
    const rest = ended.at === 0 ? 1 : 0;
    await isReady(both[rest], places[rest]);
  });

  it('reports that it is already running, and where', async () => {
    const place = await newPlace();
    const { url, pid } = await isReady(launch(place), place);
    const second = launch(place);
    expect(await second.exited).toBe(1);
    expect(second.errors()).toMatch(new RegExp(`^Snapinfra is already running at ${url} \\(process ${pid}\\).*\n$`));
  });

  it('rejects an invalid stage', async () => {
    const place = await newPlace();
    const launched = launch(place, { STAGE: 'My Stage' });
    expect(await launched.exited).toBe(1);
    expect(launched.errors()).toMatch(/^STAGE=My Stage is not valid.*\n$/);
  });

  it('rejects an invalid port', async () => {
    const { folder } = await newPlace();
    const launched = launch({ folder, ports: [99_999, 0, 0] });
    expect(await launched.exited).toBe(1);
    expect(launched.errors()).toMatch(/^PORT=99999 is not a port.*\n$/);
  });

  it.each([
    ['an older version', { 'record-format': '1\n' }],
    ['a version before formats were marked', { 'dynamodb.sqlite': '' }],
  ])('says in one sentence what to do about the data of %s, and leaves it alone', async (_, files) => {
    const place = await newPlace();
    const folder = join(place.folder, 'aws');
    mkdirSync(folder);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const launched = launch(place);
    expect(await launched.exited).toBe(1);
    expect(launched.output()).toBe('');
    expect(launched.errors()).toMatch(
      new RegExp(`^${folder} has data of another version .*remove that folder .*SNAPINFRA_STATE_DIR=\\S+ npm start\n$`),
    );
    const found = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
    expect(Object.fromEntries(found)).toEqual(files);
  });
});
