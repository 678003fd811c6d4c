import type { TestProject } from 'vitest/node';
import { reportBackend } from './backend-report.ts';
import type { BackendName } from './backend.types.ts';
import { startHost } from './host-process.ts';

/** A vitest global setup that runs a backend for the test files of a project. */
export const hostBackend =
  (backend: BackendName) =>
  async (project: TestProject): Promise<() => Promise<void>> => {
    const host = startHost(new URL('./backend-host.ts', import.meta.url), [backend], process.env);
    const stageServerUrl = await host.firstLine.catch((error: Error) => {
      throw new Error(`The backend ${backend} did not start: ${error.message}`, { cause: error });
    });
    project.provide('backend', { name: backend, stageServerUrl });
    return async () => {
      await host.stop();
      reportBackend(project.config.root, { backend, status: 'served' });
    };
  };
