/** After this the sweeper makes sure that nothing of a deleted thing stayed behind, and removes its record. */
export const removalGraceMs = 60_000;

/** How long a DELETE waits for the removal; what is left then goes on behind the answer. */
export const removalWaitMs = 5000;
