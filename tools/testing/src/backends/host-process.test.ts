import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
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

it('reports why it could not open it', async () => {
  const failing = script('failing', `throw new Error('there is no Docker');`);
  await expect(startHost(failing, [], process.env).firstLine).rejects.toThrow('thing: there is no Docker');
});
