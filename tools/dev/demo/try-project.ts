import { printableName } from '../lib/printable.ts';
import { createApiClient, type Answer, type Send } from './api-client.ts';
import type { Cleanup } from './cleanup.ts';
import { createRows, type Created } from './create-rows.ts';
import { startGeneratedApi } from './generated-api.ts';
import { loadGeneratedTests, type GeneratedTests } from './generated-tests.ts';
import { run, type Running } from './processes.ts';
import { showRequests } from './show-requests.ts';
import type { Story } from './story.ts';
import { portOrAnother } from './system.ts';

const shownCharacters = 140;

/** The folder of a generated project, and the environment to run it in. */
export interface Owner {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly cleanup: Cleanup;
}

/** Installs and starts a generated project, runs its tests (on a separate database), and sends requests to it. */
export async function tryProject(owner: Owner, story: Story): Promise<void> {
  await installProject(owner, story);
  const port = await portOrAnother(0);
  const api = await story.step(
    'Starting it (npm start)',
    () => startGeneratedApi({ folder: owner.folder, port, env: owner.env }, owner.cleanup),
    ({ url }) => `It runs at ${url} (npm start): its first 200 came ${story.elapsed()} after the start of the demo`,
  );
  await story.step(
    'Running its tests (npm test)',
    (detail) => npm(owner, ['test'], detail),
    () => 'Its own tests pass (npm test)',
  );
  await makeRequests(owner.folder, api.url, story);
  await story.step('Stopping it', api.stop, () => 'Stopped it');
}

export function installProject(owner: Owner, story: Story): Promise<void> {
  return story.step(
    'Installing it (npm ci)',
    (detail) => npm(owner, ['ci', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'], detail),
    () => 'Installed its packages (npm ci)',
  );
}

function npm({ folder, env, cleanup }: Owner, args: readonly string[], detail: (text: string) => void): Promise<void> {
  const register = (running: Running) => cleanup.add(running.stop);
  return run('npm', args, { cwd: folder, env, register, onLine: (line) => detail(line.trim()) });
}

async function makeRequests(folder: string, url: string, story: Story): Promise<void> {
  const tests = await loadGeneratedTests(folder);
  const send = createApiClient(url);
  const created = await fillTables(tests, send, story);
  story.line();
  for await (const { what, method, path, answer } of showRequests(tests, created, send)) {
    const time = `${answer.durationMs.toFixed(0)} ms`;
    story.line(`  ${method.padEnd(6)} ${readable(path)}`);
    story.line(`         ${answer.status} in ${time}, ${what}: ${glimpse(answer)}`);
  }
  story.line();
}

/** Creates rows in every table that takes them, as far as its constraints allow. */
export async function fillTables(tests: GeneratedTests, send: Send, story: Story): Promise<readonly Created[]> {
  const { created, withoutRows } = await story.step(
    'Creating rows in every table',
    () => createRows(tests, send),
    (rows) => `Created ${rows.created.length} rows in ${new Set(rows.created.map(({ row }) => row.table)).size} tables`,
  );
  for (const { table, reason } of withoutRows) story.line(`    none in ${printableName(table.name)}: ${reason}`);
  return created;
}

function glimpse({ body }: Answer): string {
  const { detail } = body ?? {};
  const text = typeof detail === 'string' ? detail : body === undefined ? 'no body' : JSON.stringify(body);
  return text.length > shownCharacters ? `${text.slice(0, shownCharacters - 1)}…` : text;
}

function readable(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
