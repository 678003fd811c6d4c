export interface PublishOptions {
  readonly traceparent?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Publishes events on one SNS topic. Filterable attributes: `type`, `version`, `userId`, `projectId`, `status`,
 * `correlationId`.
 */
export interface Notifier<Event> {
  /** Resolves when the topic has it. {@link SchemaMismatchError} for an event that does not fit its definition. */
  publish(event: Event, options?: PublishOptions): Promise<{ readonly messageId: string }>;
}
