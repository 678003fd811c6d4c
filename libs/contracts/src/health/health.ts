import Type, { type Static } from 'typebox';
import { DateTime } from '../http/envelope.ts';

export const ServiceHealth = Type.Object({
  status: Type.Enum(['healthy', 'unhealthy']),
  latency: Type.Union([Type.Integer(), Type.Null()], {
    description: 'Milliseconds of the newest check; null when unhealthy',
  }),
  checkedAt: Type.Optional(DateTime),
  error: Type.Optional(Type.String({ description: 'What kind of failure, without internals' })),
});

/** Not enveloped: load balancers and the frontend read it as it is. */
export const Health = Type.Object({
  status: Type.Enum(['healthy', 'degraded', 'unhealthy'], {
    description: 'degraded: something that is needed does not answer, yet requests are taken; unhealthy: not ready',
  }),
  timestamp: DateTime,
  uptime: Type.Number({ description: 'Seconds' }),
  environment: Type.String(),
  services: Type.Record(Type.String(), ServiceHealth),
});
export type Health = Static<typeof Health>;
