import { randomBytes } from 'node:crypto';

const pattern = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})$/;

/**
 * The W3C `traceparent` of this request's own span: in the caller's trace where it sent one, in a new trace otherwise.
 */
export const traceparentOf = (sent: string | string[] | undefined): string => {
  const [, traceId, flags] = (typeof sent === 'string' && pattern.exec(sent.trim())) || [];
  return `00-${traceId ?? randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-${flags ?? '01'}`;
};

/** The trace id in a `traceparent`. */
export const traceIdOf = (traceparent: string): string => traceparent.split('-')[1] ?? '';
