import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { issueCodes } from './issue-codes.ts';
import { createIssueList, maximumIssues } from './issue.ts';
import { readDataModel } from './read-data-model.ts';

describe('issues', () => {
  it('are cut off, with a word about it, where a document has no end of them', () => {
    const list = createIssueList();
    for (let count = 0; count < maximumIssues + 5; count += 1) list.add('empty_rules', '', 'x');
    expect(list.issues).toHaveLength(maximumIssues + 1);
    expect(list.issues.at(-1)).toMatchObject({ code: 'more_issues', severity: 'error' });
  });

  it('are not cut off below that', () => {
    const list = createIssueList();
    for (let count = 0; count < maximumIssues; count += 1) list.add('empty_rules', '', 'x');
    expect(list.issues.at(-1)?.code).toBe('empty_rules');
  });

  it('are all found, not the first one only', () => {
    const { issues } = readDataModel({
      name: '',
      tables: [
        {
          name: 'a',
          fields: [{ name: 'x', type: 'geometry', length: 0 }, { name: 'x' }, { type: 'text' }],
          primaryKey: ['y'],
          ownerVia: 'z',
        },
        { name: 'a', fields: [] },
        'b',
      ],
      relationships: [{ type: 'many-to-one', fromTable: 'a', fromField: 'x', toTable: 'c', toField: 'id' }],
      oops: 1,
    });
    expect(issues.map(({ code, path }) => `${code} ${path}`).toSorted()).toEqual([
      'duplicate_name /tables/0/fields/1/name',
      'duplicate_name /tables/1/name',
      'empty /name',
      'empty /tables/1/fields',
      'missing_member /tables/0/fields/1',
      'missing_member /tables/0/fields/2',
      'number_out_of_range /tables/0/fields/0/length',
      'unknown_field /tables/0/primaryKey/0',
      'unknown_member /oops',
      'unknown_relationship /tables/0/ownerVia',
      'unknown_table /relationships/0/toTable',
      'unknown_type /tables/0/fields/0/type',
      'wrong_type /tables/2',
    ]);
  });

  it('count the unknown members of an object beyond the first hundred, and repeat no endless name', () => {
    const members = Object.fromEntries(Array.from({ length: 250_000 }, (_, n) => [`m${n}`, n]));
    const { issues } = readDataModel({
      name: 'x',
      tables: [{ name: 'a', fields: [{ name: 'b', type: 'text' }], ...members }],
    });
    expect(issues).toHaveLength(101);
    expect(issues[100]).toMatchObject({ code: 'unknown_member', path: '/tables/0' });
    expect(issues[100]?.message).toContain('249900 more members');

    const [issue] = readDataModel({ name: 'x', tables: [{ name: 'a', ['y'.repeat(1_000_000)]: 1 }] }).issues;
    expect(issue).toMatchObject({ code: 'unknown_member', path: '/tables/0' });
    expect(issue?.message.length).toBeLessThan(500);
  });

  it('are documented in the README, each with its meaning', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8').replaceAll(/ +/g, ' ');
    for (const [code, { severity, blocksSaving, meaning }] of Object.entries(issueCodes)) {
      expect(readme).toContain(`| \`${code}\` | ${blocksSaving ? 'error, not saved' : severity} | ${meaning} |`);
    }
  });

  it('never come from a document as an exception, whatever it is', () => {
    for (const document of [
      null,
      undefined,
      5,
      'x',
      [],
      {},
      { tables: null },
      { tables: [[]] },
      { name: 1, tables: [{ fields: {} }], relationships: [null, []] },
    ]) {
      expect(readDataModel(document).resolved).toBeUndefined();
    }
  });
});
