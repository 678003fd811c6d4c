import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { reportBackend } from './backend-report.ts';
import type { BackendName } from './backend.types.ts';

const hostFile = fileURLToPath(new URL('./backend-host.ts', import.meta.url));

/** A vitest global setup that runs a backend for the files of one project, and ends it after them. */
export const hostBackend =
  (backend: BackendName) =>
  async (project: TestProject): Promise<() => Promise<void>> => {
    // A process group of its own: what kills the run's group does not keep it from cleaning up.
    const host = spawn(process.execPath, [hostFile, backend], { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
    let complaints = '';
    host.stderr.setEncoding('utf8').on('data', (piece: string) => (complaints = (complaints + piece).slice(-4_000)));
    const ended = once(host, 'close');
    const firstLine = once(createInterface(host.stdout), 'line');
    const started = await Promise.race([firstLine, ended.then(() => undefined)]);
    if (started === undefined) throw new Error(`The backend ${backend} did not start: ${complaints.trim()}`);
    project.provide('backend', { name: backend, stageServerUrl: String(started[0]) });
    return async () => {
      host.stdin.end();
      await ended;
      reportBackend(project.config.root, { backend, status: 'served' });
    };
  };
