/** One line of the summary: a check, or a task of Nx with the tests that it ran. */
export interface Result {
  readonly name: string;
  readonly status: 'passed' | 'failed' | 'not run';
  readonly durationMs: number;
  readonly fromCache?: boolean;
  readonly tests?: TestCounts;
  /** What a failure looked like. */
  readonly output?: string;
}

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  /** Full names; a test says in its name why it is skipped. */
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
 * Counts tests, and as one each: a check, and a task without tests. A task that failed although none of its tests
 * did (the runner crashed, no test was found) counts as a failure; one that passed without any test does too.
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

/** The last line of a run, as continuous integration reads it. */
export function closingLine({ passed, failed, skipped }: Totals): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
