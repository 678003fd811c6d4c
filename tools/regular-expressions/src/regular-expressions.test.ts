import { expect, it } from 'vitest';
import { checkExpression, type Verdict } from './check-expression.ts';
import { boundedCalls, undecidedExpressions } from './exceptions.ts';
import { findExpressions } from './find-expressions.ts';
import { sourceFiles } from './source-files.ts';

const found = sourceFiles().map(({ file, text }) => findExpressions(file, text));
const expressions = found.flatMap((file) => file.expressions);
const dynamic = found.flatMap((file) => file.dynamic);
const literal = ({ source, flags }: { source: string; flags: string }) => `/${source}/${flags}`;

it('all regular expressions of the sources take linear time', () => {
  const verdicts = new Map<string, Verdict>();
  const problems = expressions.flatMap((expression) => {
    const shown = literal(expression);
    const verdict = verdicts.get(shown) ?? checkExpression(expression);
    verdicts.set(shown, verdict);
    const at = `${expression.file}:${expression.line} ${shown}`;
    if (verdict.kind === 'superlinear') return [`${at} is ${verdict.growth}, as on ${verdict.attack}`];
    const known = undecidedExpressions.some(({ file, expression: text }) => file === expression.file && text === shown);
    return verdict.kind === 'undecided' && !known ? [`${at} cannot be decided: ${verdict.reason}`] : [];
  });
  expect(problems).toEqual([]);
  expect(expressions.length).toBeGreaterThan(100);
});

it('all regular expressions created at runtime have a known bound', () => {
  const places = dynamic.map(({ file, code }) => ({ file, code }));
  expect(places).toEqual(boundedCalls.map(({ file, code }) => ({ file, code })));
});

it('there are no obsolete exceptions', () => {
  for (const { file, expression } of undecidedExpressions)
    expect(expressions.some((known) => known.file === file && literal(known) === expression)).toBe(true);
});
