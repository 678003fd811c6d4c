import { randomBytes } from 'node:crypto';

const pattern = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})$/;

/**
 * The W3C `traceparent` of a new span: in the trace of its parent, or in a new trace if there is no valid parent.
 *
 * @see https://www.w3.org/TR/trace-context/#traceparent-header
 */
export const childTraceparent = (parent: string | undefined): string => {
  const [, traceId, flags] = (parent !== undefined && pattern.exec(parent.trim())) || [];
  return `00-${traceId ?? randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-${flags ?? '01'}`;
};

/** The trace id in a `traceparent`. */
export const traceIdOf = (traceparent: string): string => traceparent.split('-')[1] ?? '';
