import { describe, expect, it } from 'vitest';
import { checkExpression } from './check-expression.ts';
import { findExpressions } from './find-expressions.ts';

describe('the check', () => {
  it.each([
    ['exponential', /^(a+)+$/],
    ['quadratic', /\d+\.?\d*$/],
    ['quadratic because it is searched for', /0+$/],
    ['quadratic in a lookbehind', /(?<=a.*) b/],
  ])('detects an expression that is %s', (_, { source, flags }) => {
    expect(checkExpression({ source, flags }).kind).toBe('superlinear');
  });

  it.each([/^\d+$/, /^[a-z]+(?:-[a-z]+)*$/i, /^\d{1,19}$/])('accepts %s', ({ source, flags }) => {
    expect(checkExpression({ source, flags })).toEqual({ kind: 'linear' });
  });

  it('reports what it cannot decide', () => {
    expect(checkExpression({ source: '(', flags: '' }).kind).toBe('undecided');
  });
});

describe('the search', () => {
  const find = (text: string) => findExpressions('a.ts', text);

  it('finds literals with their lines, but no comments, strings or divisions', () => {
    const text = `// /a+$/\nconst b = '/c+$/';\nconst d = 4 / 2 / 1;\nconst e = (text: string) => /f[/]+$/u.test(text);`;
    expect(find(text)).toEqual({ expressions: [{ file: 'a.ts', line: 4, source: 'f[/]+$', flags: 'u' }], dynamic: [] });
  });

  it('evaluates expressions created from constants of the file', () => {
    const text =
      "const part = String.raw`\\d+`;\nconst a = new RegExp(`^${part}` + 'x', 'i');\nRegExp('b');\nc.match('d+$');";
    expect(find(text).expressions.map(({ source, flags }) => `${source}/${flags}`)).toEqual(['^\\d+x/i', 'b/', 'd+$/']);
  });

  it('finds the patterns of schemas', () => {
    const text =
      "const word = 'a+';\nType.String({ pattern: `^${word}$` });\nconst other = { pattern: field.pattern };";
    expect(find(text)).toEqual({ expressions: [{ file: 'a.ts', line: 2, source: '^a+$', flags: 'u' }], dynamic: [] });
  });

  it('finds expressions created at runtime', () => {
    const { expressions, dynamic } = find('const a = (part: string) => new RegExp(`^${part}`);');
    expect(expressions).toEqual([]);
    expect(dynamic).toEqual([{ file: 'a.ts', line: 1, code: 'new RegExp(`^${part}`)' }]);
  });
});
