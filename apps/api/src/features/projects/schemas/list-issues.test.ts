import type { Issue } from '@snapinfra/data-model';
import { expect, it } from 'vitest';
import { listIssues, maximumListedIssues } from './list-issues.ts';

const issue = (severity: Issue['severity'], text = ''): Issue => ({
  severity,
  path: `/tables/${text}`,
  code: severity === 'error' ? 'unknown_type' : 'validation_custom',
  message: text,
});
const many = (count: number, severity: Issue['severity']) => Array.from({ length: count }, () => issue(severity));

it('are all there in their order where they fit', () => {
  const issues = [issue('warning'), ...many(maximumListedIssues - 2, 'error'), issue('warning')];
  expect(listIssues(issues)).toEqual(issues);
});

it('are listed as far as they fit, the gravest first, with how many more there are', () => {
  const listed = listIssues([...many(5, 'info'), ...many(5000, 'warning'), ...many(3, 'error')]);
  expect(listed).toHaveLength(maximumListedIssues);
  expect(listed.slice(0, 4).map(({ severity }) => severity)).toEqual(['error', 'error', 'error', 'warning']);
  expect(listed.at(-1)).toMatchObject({
    severity: 'warning',
    code: 'more_issues',
    message: 'There are 4009 more problems.',
  });
  expect(
    listIssues([...many(5000, 'info'), ...many(3, 'warning')])
      .slice(2, 4)
      .map(({ severity }) => severity),
  ).toEqual(['warning', 'info']);
  expect(listIssues(many(2000, 'error')).at(-1)).toMatchObject({ severity: 'error', code: 'more_issues' });
});

it('are short, whatever was sent', () => {
  const [first] = listIssues([issue('error', 'x'.repeat(100_000))]);
  expect([first?.path.length, first?.message.length]).toEqual([500, 500]);
});
