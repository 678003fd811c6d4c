import type { TSchema } from 'typebox';

/** How a step is repeated, and how long an attempt at it may take. */
export interface StepRules {
  /** Unique among the steps of a kind, and stored. */
  readonly name: string;
  /** An attempt that takes longer has failed: its worker gives it up, or the sweeper takes it away. */
  readonly deadlineMs: number;
  readonly maxAttempts: number;
}

/**
 * A part of a job with a side effect. Its intent (tokens, names: whatever finds the effect again) is stored before it is
 * begun, its result after it; an attempt that comes later is given the same intent.
 */
export interface JobStep<Intent extends TSchema = TSchema, Result extends TSchema = TSchema> extends StepRules {
  readonly intent: Intent;
  readonly result: Result;
}
