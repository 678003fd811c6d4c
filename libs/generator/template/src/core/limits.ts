/** The limits of one request: the reference states them, and a refusal names the one that was exceeded. */
export const limits = {
  /** Rows on a page. */
  pageRows: { default: 50, maximum: 200 },
  /** Rows of an embedded list; its `hasMore` says whether there are others. */
  embeddedRows: 100,
  /** Relations in `include`. */
  includes: 20,
  /** Relations in a row in `include`: `a.b.c` is three. */
  includeDepth: 4,
  /**
   * Lists among those: each multiplies the rows of an answer by `embeddedRows`. The statement timeout stops queries that
   * are still too large.
   */
  nestedLists: 2,
  /** Conditions of a list. */
  filters: 50,
  /** Values of an `in` or `nin`. */
  filterValues: 1000,
  /** Beyond this a page ends early, with a cursor for the rest. */
  pageBytes: 16 * 1024 * 1024,
  /** Beyond this a single row is not answered: `fields` and `include` make it smaller. */
  rowBytes: 64 * 1024 * 1024,
  bodyBytes: 10 * 1024 * 1024,
  /** Faults that an answer lists: nobody reads more, and a million unknown members must not become a million of them. */
  faults: 100,
  /** Levels of a JSON value. */
  jsonDepth: 200,
  /** Time of the processor for all patterns of a body. */
  patternMs: 100,
} as const;
