/** The meaning of a refusal's `code`. */
export interface ProblemInfo {
  readonly status: number;
  readonly title: string;
  readonly meaning: string;
}

/** The refusals of an area, by code. An area exports them under a name that ends with `Problems`: see `problems`. */
export const defineProblems = <const Problems extends Readonly<Record<string, ProblemInfo>>>(
  problems: Problems,
): Problems => problems;
