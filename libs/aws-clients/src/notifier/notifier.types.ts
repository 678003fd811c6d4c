export interface PublishOptions {
  readonly traceparent?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Publishes events on one SNS topic. Filterable attributes: `type`, `version`, `userId`, `projectId`, `status`,
 * `correlationId`.
 */
export interface Notifier<Event> {
  /** Resolves when SNS has accepted the event. {@link SchemaMismatchError} if it does not match its definition. */
  publish(event: Event, options?: PublishOptions): Promise<{ readonly messageId: string }>;
}
