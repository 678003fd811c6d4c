import { describe, expect, it } from 'vitest';
import { apiEnv, appEnvs, describeEnv, EnvError, readEnv, renderEnvExample, renderEnvTable } from './index.ts';

const complete = {
  DYNAMODB_TABLE_PREFIX: 'snapinfra-local-',
  S3_BUCKET_NAME: 'bucket',
  SQS_CODE_GENERATION_QUEUE: 'http://127.0.0.1:4101/000000000000/queue',
  SNS_DEPLOYMENT_NOTIFICATIONS: 'arn:aws:sns:us-east-1:000000000000:topic',
  CURSOR_SECRET: 'x'.repeat(32),
};

describe('readEnv', () => {
  it('converts numbers and booleans, fills in defaults and leaves the rest out', () => {
    const env = readEnv(apiEnv, { ...complete, PORT: '8080', TRUST_PROXY: 'true', HOME: '/root', LOG_LEVEL: '' });
    expect(env).toMatchObject({ PORT: 8080, TRUST_PROXY: true, LOG_LEVEL: 'info', AUTH_MODE: 'jwt', STAGE: 'local' });
    expect(env).not.toHaveProperty('HOME');
  });

  it('lists everything that is missing or wrong at once, without the values', () => {
    const read = () =>
      readEnv(apiEnv, { ...complete, CURSOR_SECRET: 'tooshort', PORT: 'many', S3_BUCKET_NAME: undefined });
    expect(read).toThrow(EnvError);
    expect(read).toThrow(/S3_BUCKET_NAME is missing/);
    expect(read).toThrow(/PORT must be integer/);
    expect(read).toThrow(/CURSOR_SECRET must not have fewer than 32/);
    expect(read).not.toThrow(/tooshort/);
  });

  it.each(['1.5', 'true', '1e3', '0x10', '8080x'])('takes %s for no integer', (PORT) => {
    expect(() => readEnv(apiEnv, { ...complete, PORT })).toThrow(/PORT must be integer/);
  });
});

describe('documents of the environment', () => {
  it('describes every variable of every app', () => {
    for (const schema of Object.values(appEnvs)) {
      for (const variable of describeEnv(schema)) expect(variable.description, variable.name).not.toBe('');
    }
  });

  it('lists each variable once in .env.example', () => {
    const names = [...renderEnvExample(appEnvs).matchAll(/^(?:# )?([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name);
    expect(names).toContain('CODEGEN_CONCURRENCY');
    expect(new Set(names).size).toBe(names.length);
  });

  it('makes a table with one row a variable', () => {
    expect(renderEnvTable(apiEnv).split('\n')).toHaveLength(Object.keys(apiEnv.properties).length + 2);
  });
});
