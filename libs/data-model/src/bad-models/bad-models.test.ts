import { describe, expect, it } from 'vitest';
import { type IssueCode, issueCodes } from '../issue-codes.ts';
import { readDataModel } from '../read-data-model.ts';
import { accessModels } from './access.ts';
import type { BadModel } from './bad-model.ts';
import { defaultModels } from './defaults.ts';
import { designerModels } from './designer.ts';
import { fieldModels } from './fields.ts';
import { keyModels } from './keys.ts';
import { lengthModels } from './lengths.ts';
import { linkModels } from './links.ts';
import { nameModels } from './names.ts';
import { relationshipModels } from './relationships.ts';
import { servedKeyModels } from './served-keys.ts';
import { shapeModels } from './shape.ts';
import { sqlDialectModels } from './sql-dialect.ts';

const badModels: readonly BadModel[] = [
  ...shapeModels,
  ...lengthModels,
  ...nameModels,
  ...fieldModels,
  ...defaultModels,
  ...keyModels,
  ...relationshipModels,
  ...servedKeyModels,
  ...linkModels,
  ...accessModels,
  ...designerModels,
  ...sqlDialectModels,
];

const segments = (path: string): string[] =>
  path
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));

const exists = (document: unknown, path: string): boolean => {
  let value = document;
  for (const segment of segments(path)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return false;
    value = Object.entries(value).find(([key]) => key === segment)?.[1];
  }
  return true;
};

const hasCode = (document: unknown, code: IssueCode): boolean =>
  readDataModel(document).issues.some((issue) => issue.code === code);

describe.each(badModels)('$code: $title', ({ code, document, path, names, fine }) => {
  it('is found, where it is, and named', () => {
    const { issues, resolved } = readDataModel(document);
    const found = issues.find((issue) => issue.code === code);
    expect(issues.map((issue) => [issue.code, issue.path])).toContainEqual([code, path]);
    const message = issues.find((issue) => issue.code === code && issue.path === path)?.message ?? '';
    for (const name of names) expect(message).toContain(name);
    expect(found?.severity).toBe(issueCodes[code].severity);
    expect(resolved === undefined).toBe(issues.some(({ severity }) => severity === 'error'));
  });

  it('is the only error', () => {
    const errors = readDataModel(document).issues.filter(({ severity }) => severity === 'error');
    const others = new Set(errors.map((issue) => issue.code));
    others.delete(code);
    expect([...others]).toEqual([]);
  });

  it('points into the document', () => {
    for (const issue of readDataModel(document).issues)
      expect([issue.path, exists(document, issue.path)]).toEqual([issue.path, true]);
  });

  it('is not found in the same model without it', () => {
    expect(hasCode(fine, code)).toBe(false);
    expect(readDataModel(fine).issues.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

describe('the corpus', () => {
  it('has a model for every issue code', () => {
    const covered = new Set<string>(badModels.map(({ code }) => code));
    // `more_issues` is about the list of issues; it has its test in issue.test.ts.
    expect(Object.keys(issueCodes).filter((code) => !covered.has(code))).toEqual(['more_issues']);
  });
});
