import { existsSync, readFileSync } from 'node:fs';

/** What a suite says about a thing that it runs against: local-aws, localstack, postgresql … */
export interface Backend {
  readonly backend: string;
  readonly status: 'served' | 'skipped';
  readonly reason?: string;
}

/**
 * Reads what the suites appended to the file that `SNAPINFRA_BACKENDS_FILE` names: one JSON object a line. A backend
 * that served somebody has served, whatever another suite says.
 */
export function readBackends(file: string): readonly Backend[] {
  if (!existsSync(file)) return [];
  const seen = readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Backend);
  const byName = new Map<string, Backend>();
  for (const backend of seen) {
    if (backend.status === 'served' || !byName.has(backend.backend)) byName.set(backend.backend, backend);
  }
  return [...byName.values()];
}
