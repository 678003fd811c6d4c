/** Ends the demo with a message instead of a stack trace. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
  /** Lines below the message: the errors in the model, or the last output of a command. */
  readonly details: readonly string[];
  constructor(message: string, details: readonly string[] = []) {
    super(message);
    this.details = details;
  }
}
