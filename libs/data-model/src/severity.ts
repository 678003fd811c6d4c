/** How much an issue may weigh, from the gravest to the lightest. */
export const severities = ['error', 'warning', 'info'] as const;

/**
 * An `error` keeps the model from being generated; a `warning` is about what is probably not meant; an `info` says what
 * follows from a model that is right as it is, or proposes something to add.
 */
export type Severity = (typeof severities)[number];
