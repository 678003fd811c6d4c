import { apiEnv, readEnv } from '@snapinfra/platform';
import { describe, expect, it } from 'vitest';
import { configOf } from './config.ts';

const base = {
  DYNAMODB_TABLE_PREFIX: 'snapinfra-local-',
  S3_BUCKET_NAME: 'bucket',
  SQS_CODE_GENERATION_QUEUE: 'http://127.0.0.1/queue',
  SNS_DEPLOYMENT_NOTIFICATIONS: 'arn:aws:sns:us-east-1:000000000000:topic',
  CURSOR_SECRET: 'x'.repeat(32),
};
const of = (env: Record<string, string>) => configOf(readEnv(apiEnv, { ...base, ...env }), '1');

describe('configOf', () => {
  it('reads the origins', () => {
    const config = of({ NODE_ENV: 'test', AUTH_MODE: 'dev', CORS_ORIGINS: 'http://a.example, http://b.example ,' });
    expect(config.corsOrigins).toEqual(['http://a.example', 'http://b.example']);
  });

  it.each(['localhost:5173', 'http://localhost:5173/', 'nonsense', '*', 'null'])(
    'refuses %s as an origin',
    (origin) => {
      const env = { NODE_ENV: 'test', AUTH_MODE: 'dev', CORS_ORIGINS: `http://a.example,${origin}` };
      expect(() => of(env)).toThrow(`CORS_ORIGINS: ${origin} is not an origin such as https://app.example.com`);
    },
  );

  it('needs to know whose tokens to believe', () => {
    expect(() => of({})).toThrow(/JWT_JWKS_URL.*\n.*JWT_ISSUER.*\n.*JWT_AUDIENCE/);
    expect(of({ JWT_JWKS_URL: 'https://i/keys', JWT_ISSUER: 'i', JWT_AUDIENCE: 'a' }).authMode).toBe('jwt');
  });

  it('refuses AUTH_MODE=dev in production', () => {
    expect(() => of({ AUTH_MODE: 'dev', NODE_ENV: 'production' })).toThrow(/refused with NODE_ENV=production/);
  });
});
