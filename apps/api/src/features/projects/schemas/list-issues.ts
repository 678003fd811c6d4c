import { severities, type Issue } from '@snapinfra/data-model';
import { clip } from '../../../http/clip.ts';

/** Answers list so many issues of a model at most; `errorCount` and `warningCount` count all of them. */
export const maximumListedIssues = 1000;
const maximumTextLength = 500;

/** The issues as answers list them: the gravest first where not all of them fit, and how many more there are. */
export const listIssues = (issues: readonly Issue[]): Issue[] => {
  const fit = issues.length <= maximumListedIssues;
  const ordered = fit ? issues : severities.flatMap((wanted) => issues.filter(({ severity }) => severity === wanted));
  const listed = ordered.slice(0, fit ? undefined : maximumListedIssues - 1).map((issue) => ({
    ...issue,
    path: clip(issue.path, maximumTextLength),
    message: clip(issue.message, maximumTextLength),
  }));
  const rest = ordered.slice(listed.length);
  const [gravest] = rest;
  if (gravest === undefined) return listed;
  const { severity } = gravest;
  return [...listed, { severity, path: '', code: 'more_issues', message: `There are ${rest.length} more problems.` }];
};
