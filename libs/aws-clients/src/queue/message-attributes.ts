/** Names of the attributes that travel with a message. */
export const attributeNames = {
  type: 'type',
  version: 'version',
  correlationId: 'correlationId',
  /** W3C trace context. */
  traceparent: 'traceparent',
  /** On a message in the dead-letter queue: why it is there. */
  rejectReason: 'rejectReason',
  rejectedAt: 'rejectedAt',
} as const;
