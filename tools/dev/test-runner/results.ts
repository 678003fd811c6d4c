/** One line of the summary: a check, or a task of Nx with its tests. */
export interface Result {
  readonly name: string;
  readonly status: 'passed' | 'failed' | 'not run';
  readonly durationMs: number;
  readonly fromCache?: boolean;
  readonly tests?: TestCounts;
  /** The output of a failure. */
  readonly output?: string;
}

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  /** Full names, which include the reason for skipping. */
  readonly skipped: readonly string[];
  /** Absolute paths of the test files. */
  readonly files: readonly string[];
}

export interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * Counts tests, and each check or task without tests as one. A failed task without failed tests counts as one failure:
 * the runner crashed or found no test.
 */
export function countTotals(results: readonly Result[]): Totals {
  const totals = { passed: 0, failed: 0, skipped: 0 };
  for (const { status, tests } of results) {
    if (tests !== undefined) {
      totals.passed += tests.passed;
      totals.failed += tests.failed;
      totals.skipped += tests.skipped.length;
      if (status === 'failed' && tests.failed === 0) totals.failed += 1;
    } else if (status === 'passed') totals.passed += 1;
    else if (status === 'failed') totals.failed += 1;
    else totals.skipped += 1;
  }
  return totals;
}

/** The last line of a run, which continuous integration parses. */
export function closingLine({ passed, failed, skipped }: Totals): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
