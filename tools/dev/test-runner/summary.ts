import { seconds } from '../lib/progress.mjs';
import type { Backend } from './backends.ts';
import type { Result } from './results.ts';

const shownOutputLines = 80;
const marks = { passed: '✓', failed: '✗', 'not run': '–' } as const;

/** The summary of a run: results with durations, backends, skipped tests, and failures last. */
export function renderSummary(results: readonly Result[], backends: readonly Backend[]): string {
  return [
    renderTable(results),
    renderBackends(backends),
    renderSkipped(results),
    ...results.filter(({ status }) => status === 'failed').map(renderFailure),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function renderTable(results: readonly Result[]): string {
  const width = Math.max(...results.map(({ name }) => name.length));
  return results
    .map(({ name, status, durationMs, tests, fromCache }) => {
      const counts =
        tests &&
        `${tests.passed} passed${tests.failed ? `, ${tests.failed} failed` : ''}${tests.skipped.length ? `, ${tests.skipped.length} skipped` : ''}`;
      const time = status === 'not run' ? 'not run: a dependency failed' : fromCache ? 'cached' : seconds(durationMs);
      return `${marks[status]} ${name.padEnd(width)}  ${[time.padStart(6), counts].filter(Boolean).join('  ')}`.trimEnd();
    })
    .join('\n');
}

function renderBackends(backends: readonly Backend[]): string {
  return backends
    .map(({ backend, status, reason }) => `Backend ${backend}: ${status}${reason ? ` (${reason})` : ''}`)
    .join('\n');
}

function renderSkipped(results: readonly Result[]): string {
  const skipped = results.flatMap(({ name, tests }) =>
    (tests?.skipped ?? []).map((test) => `  ${name.split(':')[0]}: ${test}`),
  );
  return skipped.length === 0 ? '' : `Skipped:\n${skipped.join('\n')}`;
}

function renderFailure({ name, output = '' }: Result): string {
  const lines = output.trimEnd().split('\n');
  const cut = lines.length > shownOutputLines ? [`… ${lines.length - shownOutputLines} lines before`] : [];
  return [`━━ ${name} failed`, ...cut, ...lines.slice(-shownOutputLines)].join('\n');
}
