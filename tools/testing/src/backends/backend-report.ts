import { appendFileSync, mkdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { BackendName } from './backend.types.ts';

/** What became of one backend in the integration tests of one project. */
export interface BackendReport {
  readonly project: string;
  readonly backend: BackendName;
  readonly status: 'served' | 'skipped';
  readonly reason?: string;
}

/** Where reports go: the file that the test runner names, else tmp/ at the root. One JSON object a line. */
const reportFile = (workspaceRoot: string): string =>
  process.env['SNAPINFRA_BACKENDS_FILE'] || join(workspaceRoot, 'tmp', 'backends.jsonl');

/** Notes for the end of the run which backend served a project's tests, or why not; says so on the terminal too. */
export const reportBackend = (projectRoot: string, report: Omit<BackendReport, 'project'>): void => {
  const file = reportFile(resolve(projectRoot, '../..'));
  mkdirSync(dirname(file), { recursive: true });
  const line: BackendReport = { project: basename(projectRoot), ...report };
  appendFileSync(file, `${JSON.stringify(line)}\n`);
  const { project, backend, status, reason } = line;
  process.stderr.write(`integration tests of ${project} on ${backend}: ${status}${reason ? `, ${reason}` : ''}\n`);
};
