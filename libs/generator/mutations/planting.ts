/** A fault that is planted into a generated project, which the project's own tests must then see. */
export interface Planting {
  readonly name: string;
  /** The sample whose project gets it. */
  readonly sample: 'everything' | 'blog-designer' | 'chinook' | 'clinic' | 'exact' | 'sharing';
  /** Path in the project. */
  readonly file: string;
  /** What is replaced, once; not finding it is a failure of its own. */
  readonly find: string | RegExp;
  readonly replace: string;
  /** The test files that are to see it; the others are not run. */
  readonly tests: readonly string[];
  /** Whether it is among the few that CI draws some from. */
  readonly inCi?: true;
}

/** The path of a file of the runtime in a generated project. */
export const core = (name: string): string => `src/core/${name}.ts`;
