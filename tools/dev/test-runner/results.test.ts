import { expect, test } from 'vitest';
import { closingLine, countTotals, type Result, type TestCounts } from './results.ts';

const counts = (tests: Partial<TestCounts>): TestCounts => ({ passed: 0, failed: 0, skipped: [], files: [], ...tests });
const result = (more: Partial<Result>): Result => ({ name: 'x', status: 'passed', durationMs: 0, ...more });

test('tests and checks are counted together', () => {
  const results = [
    result({ tests: counts({ passed: 40, skipped: ['on PostgreSQL'] }) }),
    result({ tests: counts({ passed: 2, failed: 1 }), status: 'failed' }),
    result({}),
    result({ status: 'failed' }),
    result({ status: 'not run' }),
  ];
  expect(closingLine(countTotals(results))).toBe('43 passed, 2 failed, 2 skipped');
});

test('a crashed test run is a failure even if none of its tests failed', () => {
  expect(countTotals([result({ status: 'failed', tests: counts({ passed: 3 }) })]).failed).toBe(1);
});

test('skipped tests are not mentioned if there are none', () => {
  expect(closingLine({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed');
});
