import type { TSchema } from 'typebox';

/** How often a step is tried, and how long each attempt may take. */
export interface StepRules {
  /** Unique among the steps of a kind, and stored. */
  readonly name: string;
  /** An attempt that takes longer has failed: its worker gives it up, or the sweeper takes it away. */
  readonly deadlineMs: number;
  readonly maxAttempts: number;
}

/**
 * A part of a job with a side effect. Its intent (tokens, names: whatever it takes to find the effect again) is stored before
 * the step begins, its result afterwards. A later attempt is given the same intent.
 */
export interface JobStep<Intent extends TSchema = TSchema, Result extends TSchema = TSchema> extends StepRules {
  readonly intent: Intent;
  readonly result: Result;
}
