import { EnvError, type ApiEnv } from '@snapinfra/platform';
import type { AppConfig } from './build-app.ts';

/** Checks combinations of variables; each alone is checked by its schema. @throws EnvError */
const checkTogether = ({ AUTH_MODE, NODE_ENV, JWT_JWKS_URL, JWT_ISSUER, JWT_AUDIENCE }: ApiEnv): void => {
  const problems: string[] = [];
  if (AUTH_MODE === 'dev' && NODE_ENV === 'production') {
    problems.push('AUTH_MODE=dev is refused with NODE_ENV=production: anybody could be anybody');
  }
  if (AUTH_MODE === 'jwt') {
    const needed = { JWT_JWKS_URL, JWT_ISSUER, JWT_AUDIENCE };
    for (const [name, value] of Object.entries(needed)) {
      if (value === undefined) problems.push(`${name} is needed with AUTH_MODE=jwt`);
    }
  }
  if (problems.length > 0) throw new EnvError(problems);
};

const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text;

/** @throws EnvError for a value that no browser sends as Origin, such as one without a scheme or with a slash at its end */
const originsOf = (list: string): string[] => {
  const origins = list
    .split(',')
    .map((origin) => origin.trim())
    .filter((origin) => origin !== '');
  const wrong = origins.filter((origin) => !isOrigin(origin));
  if (wrong.length > 0)
    throw new EnvError(wrong.map((text) => `CORS_ORIGINS: ${text} is not an origin such as https://app.example.com`));
  return origins;
};

/** The app's configuration from its environment. @throws EnvError for origins that are none, and variables that do not go together */
export const configOf = (env: ApiEnv, version: string): AppConfig => {
  checkTogether(env);
  return {
    environment: env.NODE_ENV,
    version,
    authMode: env.AUTH_MODE,
    corsOrigins: originsOf(env.CORS_ORIGINS),
    rateLimitPerMinute: env.RATE_LIMIT_PER_MINUTE,
    trustProxy: env.TRUST_PROXY,
    maxEventLoopDelayMs: env.MAX_EVENT_LOOP_DELAY_MS,
  };
};
