/** After this the sweeper removes leftovers of a deleted record, and the record itself. */
export const removalGraceMs = 60_000;

/** How long a DELETE waits for the removal; the rest is done behind the answer. */
export const removalWaitMs = 5000;
