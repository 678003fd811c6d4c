/** A call that makes a regular expression while the program runs, and what keeps it from taking long. */
export interface BoundedCall {
  readonly file: string;
  /** As it is written in the file. */
  readonly code: string;
  readonly bound: string;
}

const onlyCompiled = 'compiled to see whether it is one, and never run';
const generatedTests = "a pattern of the project's own model, over eight short texts";

export const boundedCalls: readonly BoundedCall[] = [
  {
    file: 'apps/api/src/http/missing-routes.plugin.ts',
    code: 'new RegExp(`^${sourceOf(url)}$`)',
    bound: 'made from the URLs of our contracts, each segment of which stops at a slash',
  },
  {
    file: 'libs/data-model/src/validation/patterns.ts',
    code: 'new RegExp(source, flags)',
    bound: onlyCompiled,
  },
  {
    file: 'libs/generator/src/emit/code.ts',
    code: "new RegExp(`\\\\n[ \\\\t]{0,${width}}`, 'g')",
    bound: "over the generator's own templates; a width is a number",
  },
  {
    file: 'libs/generator/src/patterns/parse-pattern.ts',
    code: "new RegExp(['^', text, '$'].join(''), 'u')",
    bound: 'one atom of a pattern, over one character',
  },
  {
    file: 'libs/generator/template/src/core/openapi-values.ts',
    code: "new RegExp(pattern, 'u')",
    bound: onlyCompiled,
  },
  {
    file: 'libs/generator/template/src/core/values.ts',
    code: "new RegExp(pattern, 'u')",
    bound: "limits.patternMs for all patterns of a body, in core/patterns.ts; those of numbers are the template's own",
  },
  {
    file: 'libs/generator/template/src/core/values.ts',
    code: 'new RegExp(pattern)',
    bound: 'as the one before',
  },
  {
    file: 'libs/generator/template/test/support/formats.ts',
    code: 'new RegExp(answers.pattern)',
    bound: "the generator's own, of its field types, over answers of the tests' values",
  },
  {
    file: 'libs/generator/template/test/support/invalid.ts',
    code: 'new RegExp(pattern)',
    bound: generatedTests,
  },
];

/** An expression that recheck cannot decide about, and why it is linear or bounded all the same. */
export interface UndecidedExpression {
  readonly file: string;
  readonly expression: string;
  readonly reason: string;
}

export const undecidedExpressions: readonly UndecidedExpression[] = [];
