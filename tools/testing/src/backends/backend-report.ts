import { appendFileSync, mkdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { BackendName } from './backend.types.ts';

/** Whether a backend served the integration tests of a project. */
export interface BackendReport {
  readonly project: string;
  readonly backend: BackendName;
  readonly status: 'served' | 'skipped';
  readonly reason?: string;
}

/** The report file: set by the test runner, otherwise in tmp/ at the root. One JSON object per line. */
const reportFile = (workspaceRoot: string): string =>
  process.env['SNAPINFRA_BACKENDS_FILE'] || join(workspaceRoot, 'tmp', 'backends.jsonl');

/** Reports whether a backend served a project's tests, or why not, to the file and the terminal. */
export const reportBackend = (projectRoot: string, report: Omit<BackendReport, 'project'>): void => {
  const file = reportFile(resolve(projectRoot, '../..'));
  mkdirSync(dirname(file), { recursive: true });
  const line: BackendReport = { project: basename(projectRoot), ...report };
  appendFileSync(file, `${JSON.stringify(line)}\n`);
  const { project, backend, status, reason } = line;
  process.stderr.write(`integration tests of ${project} on ${backend}: ${status}${reason ? `, ${reason}` : ''}\n`);
};
