/** The limits of a request. The API reference documents them, and errors name the limit that was exceeded. */
export const limits = {
  /** Rows on a page. */
  pageRows: { default: 50, maximum: 200 },
  /** Rows of an embedded list; `hasMore` tells whether there are more. */
  embeddedRows: 100,
  /** Relations in `include`. */
  includes: 20,
  /** Depth of a path in `include`: `a.b.c` is three. */
  includeDepth: 4,
  /**
   * Lists in a path in `include`: each multiplies the rows of a response by `embeddedRows`. Queries that are still too
   * large are stopped by the statement timeout.
   */
  nestedLists: 2,
  /** Filter conditions of a list. */
  filters: 50,
  /** Values of an `in` or `nin`. */
  filterValues: 1000,
  /** A larger page ends early, with a cursor for the rest. */
  pageBytes: 16 * 1024 * 1024,
  /** A larger row is not returned; the client can reduce it with `fields` and `include`. */
  rowBytes: 64 * 1024 * 1024,
  bodyBytes: 10 * 1024 * 1024,
  /** Faults in a response; otherwise a million unknown members would be a million faults. */
  faults: 100,
  /** Nesting depth of a JSON value. */
  jsonDepth: 200,
  /** CPU time for matching all patterns of a body. */
  patternMs: 100,
} as const;
