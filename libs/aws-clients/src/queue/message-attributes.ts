/** Names of the message attributes. */
export const attributeNames = {
  type: 'type',
  version: 'version',
  correlationId: 'correlationId',
  /** W3C trace context. */
  traceparent: 'traceparent',
  /** The reason, on a message in the dead-letter queue. */
  rejectReason: 'rejectReason',
  rejectedAt: 'rejectedAt',
} as const;
