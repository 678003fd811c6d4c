/** The decision of a handler about its message. */
export type Outcome =
  | { readonly kind: 'ack' }
  | { readonly kind: 'retry'; readonly afterSeconds: number }
  | { readonly kind: 'reject'; readonly reason: string };

/** Done: the message is deleted. */
export const ack: Outcome = { kind: 'ack' };

/** Retry: the message is delivered again after 0 to 43,200 seconds. */
export const retryAfter = (afterSeconds: number): Outcome => ({ kind: 'retry', afterSeconds });

/** Release the message for immediate redelivery, for a worker that is stopping. */
export const giveBack: Outcome = retryAfter(0);

/** Permanent failure: the message is moved to the dead-letter queue with the reason. */
export const reject = (reason: string): Outcome => ({ kind: 'reject', reason });
