import type { Env } from '../start/settings.ts';

/**
 * Whether the gateway checks tokens against the key set of `npm start`, which only the tokens of `npm run token` pass;
 * with JWT_JWKS_URL, tokens are another issuer's.
 */
export const issuesTokens = (env: Env): boolean => !env['JWT_JWKS_URL'];

/** The issuer and the audience that `npm run token` writes and that the gateway of `npm start` requires. */
export const localIssuer = (env: Env) => ({
  JWT_ISSUER: env['JWT_ISSUER'] || 'snapinfra-local',
  JWT_AUDIENCE: env['JWT_AUDIENCE'] || 'snapinfra-local',
});
