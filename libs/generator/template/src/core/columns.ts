import { customType } from 'drizzle-orm/pg-core';

/** Binary data: a Buffer in your own queries, base64 in JSON. */
export const bytea = customType<{ data: Buffer; driverData: Uint8Array | string }>({
  dataType: () => 'bytea',
  toDriver: (value) => `\\x${value.toString('hex')}`,
  fromDriver: (value) => (typeof value === 'string' ? Buffer.from(value.slice(2), 'hex') : Buffer.from(value)),
});
