import Type, { type Static } from 'typebox';
import { sharedEnv } from './shared-env.ts';

/** The environment of the gateway. */
export const apiEnv = Type.Object({
  ...sharedEnv,
  PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 3000, description: 'Port to listen on' }),
  HOST: Type.String({
    minLength: 1,
    default: '127.0.0.1',
    description: 'Address to listen on; 0.0.0.0 in a container',
  }),
  AUTH_MODE: Type.Enum(['jwt', 'dev'], {
    default: 'jwt',
    description: 'jwt: bearer tokens only; dev: x-dev-user-id and x-dev-email too (refused when NODE_ENV=production)',
  }),
  JWT_JWKS_URL: Type.Optional(
    Type.String({ pattern: '^https?://', description: 'JSON Web Key Set that bearer tokens are checked against' }),
  ),
  JWT_ISSUER: Type.Optional(Type.String({ minLength: 1, description: 'Required issuer (iss) of bearer tokens' })),
  JWT_AUDIENCE: Type.Optional(Type.String({ minLength: 1, description: 'Required audience (aud) of bearer tokens' })),
  CORS_ORIGINS: Type.String({
    default: '',
    description: 'Origins that browsers may call from, separated by commas; empty: none',
  }),
  WEB_URL: Type.String({
    pattern: '^https?://[^\\s/?#]+(?:/[^\\s/?#]+)*$',
    default: 'http://localhost:3001',
    description: 'Address of the frontend, without a slash at its end, for the links of invitations',
  }),
  CURSOR_SECRET: Type.String({
    minLength: 32,
    description: 'Key that signs the cursors of lists, 32 characters or more',
  }),
  RATE_LIMIT_PER_MINUTE: Type.Integer({
    minimum: 1,
    default: 1200,
    description: 'Requests per caller and minute, of all instances together',
  }),
  MAX_EVENT_LOOP_DELAY_MS: Type.Integer({
    minimum: 0,
    default: 3000,
    description: 'Milliseconds of delay of the event loop beyond which requests are answered 503; 0: never',
  }),
  TRUST_PROXY: Type.Boolean({
    default: false,
    description: 'Whether X-Forwarded-For is believed: true behind a load balancer only',
  }),
  SWEEPER_INTERVAL_MS: Type.Integer({
    minimum: 100,
    default: 5000,
    description: 'Milliseconds between two looks at the outbox',
  }),
});
export type ApiEnv = Static<typeof apiEnv>;
