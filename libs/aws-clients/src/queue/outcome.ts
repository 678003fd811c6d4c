/** What is to become of a message that was handled. */
export type Outcome =
  | { readonly kind: 'ack' }
  | { readonly kind: 'retry'; readonly afterSeconds: number }
  | { readonly kind: 'reject'; readonly reason: string };

/** Done: the message is deleted. */
export const ack: Outcome = { kind: 'ack' };

/** Deliver it again after so many seconds (0 to 43,200). */
export const retryAfter = (afterSeconds: number): Outcome => ({ kind: 'retry', afterSeconds });

/** Deliver it again at once, to whoever listens: for a worker that stops. */
export const giveBack: Outcome = retryAfter(0);

/** Nobody will ever be able to do this: park it in the dead-letter queue with the reason. */
export const reject = (reason: string): Outcome => ({ kind: 'reject', reason });
