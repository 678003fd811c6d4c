import { existsSync, readFileSync } from 'node:fs';

/** A suite's report about a backend: local-aws, localstack, postgresql … */
export interface Backend {
  readonly backend: string;
  readonly status: 'served' | 'skipped';
  readonly reason?: string;
}

/**
 * Reads the reports of the suites in the file `SNAPINFRA_BACKENDS_FILE`: one JSON object per line. A backend counts as
 * served if it served at least one suite, even if others skipped it.
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
