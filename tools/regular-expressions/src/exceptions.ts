/** A call that creates a regular expression at runtime, and what limits its time. */
export interface BoundedCall {
  readonly file: string;
  /** The source code of the call. */
  readonly code: string;
  readonly bound: string;
}

const onlyCompiled = 'only compiled to check whether it is valid';
const generatedTests = "a pattern of the project's own model, over eight short texts";

export const boundedCalls: readonly BoundedCall[] = [
  {
    file: 'apps/api/src/http/missing-routes.plugin.ts',
    code: 'new RegExp(`^${sourceOf(url)}$`)',
    bound: 'created from the URLs of our contracts; each segment ends at a slash',
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
    bound: 'like the previous one',
  },
  {
    file: 'libs/generator/template/test/support/formats.ts',
    code: 'new RegExp(answers.pattern)',
    bound: "from the generator's own field types, over responses with the tests' values",
  },
  {
    file: 'libs/generator/template/test/support/invalid.ts',
    code: 'new RegExp(pattern)',
    bound: generatedTests,
  },
];

/** An expression that recheck cannot decide, and why it is linear or bounded nevertheless. */
export interface UndecidedExpression {
  readonly file: string;
  readonly expression: string;
  readonly reason: string;
}

export const undecidedExpressions: readonly UndecidedExpression[] = [];
