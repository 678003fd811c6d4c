import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { waitFor } from '../wait-for.ts';
import { startHost } from './host-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapinfra-host-'));
afterAll(() => rmSync(folder, { recursive: true }));

const script = (name: string, open: string): URL => {
  const file = join(folder, `${name}.mjs`);
  const hostProcess = new URL('./host-process.ts', import.meta.url).href;
  writeFileSync(
    file,
    `import { writeFileSync } from 'node:fs';
     import { serveParent, startHost } from ${JSON.stringify(hostProcess)};
     await serveParent('thing', async () => { ${open} });`,
  );
  return pathToFileURL(file);
};
const closed = join(folder, 'closed');
const holding = script(
  'holding',
  `return { line: 'it is open', close: async () => writeFileSync(${JSON.stringify(closed)}, '') };`,
);

it('holds a resource until it is stopped', async () => {
  const host = startHost(holding, [], process.env);
  expect(await host.firstLine).toBe('it is open');
  expect(existsSync(closed)).toBe(false);
  await host.stop();
  expect(existsSync(closed)).toBe(true);
});

it('releases it when its parent is killed', async () => {
  rmSync(closed, { force: true });
  const killed = script(
    'killed',
    `const host = startHost(new URL(${JSON.stringify(holding.href)}), [], process.env);
     await host.firstLine;
     process.kill(process.pid, 'SIGKILL');`,
  );
  await expect(startHost(killed, [], process.env).firstLine).rejects.toThrow('it exited without output');
  await waitFor(() => existsSync(closed), { what: 'the end of what the killed process held' });
});

const parentOf = (pid: number): number =>
  Number(
    readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) . /, '')
      .split(' ')[0],
  );
const ancestorsOf = (pid: number): number[] => (pid === 0 ? [] : [pid, ...ancestorsOf(parentOf(pid))]);

it('is no descendant of its parent, whose descendants are killed with it', async () => {
  const host = startHost(
    script('orphan', 'return { line: `${process.pid}`, close: async () => undefined };'),
    [],
    process.env,
  );
  const pid = Number(await host.firstLine);
  await waitFor(() => !ancestorsOf(pid).includes(process.pid), { what: 'the end of the shell between them' });
  // Time in which it would end, had it lost its stdin with the shell.
  await delay(500);
  expect(parentOf(pid)).toBeGreaterThan(0);
  await host.stop();
});

it('reports why it could not open it', async () => {
  const failing = script('failing', `throw new Error('there is no Docker');`);
  await expect(startHost(failing, [], process.env).firstLine).rejects.toThrow('thing: there is no Docker');
});
