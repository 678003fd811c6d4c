/** What ends the demo with a message for its reader instead of a stack trace. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
  /** Lines below the message: where in the model the mistake is, or the last words of a command. */
  readonly details: readonly string[];
  constructor(message: string, details: readonly string[] = []) {
    super(message);
    this.details = details;
  }
}
