import { describe, expect, it } from 'vitest';
import type { Settings } from './settings.ts';
import { appEnv } from './system.ts';

const envOf = (env: Settings['env'], keySet = 4242) => {
  const ports = { gateway: 3000, dynamo: 4100, aws: 4101, workerHealth: 4000, keySet };
  const settings = {
    env,
    folder: '.snapinfra',
    stage: 'local',
    watch: false,
    ports,
    services: [],
    awsElsewhere: undefined,
  };
  return appEnv({ settings, secrets: {}, print: () => undefined, onSpawn: () => undefined });
};

describe('the environment of the apps', () => {
  it('has the key set of npm start, and the issuer and the audience of its tokens', () => {
    expect(envOf({})).toMatchObject({
      JWT_JWKS_URL: 'http://127.0.0.1:4242/jwks.json',
      JWT_ISSUER: 'snapinfra-local',
      JWT_AUDIENCE: 'snapinfra-local',
    });
    const own = { JWT_JWKS_URL: '', JWT_ISSUER: 'https://issuer.example', JWT_AUDIENCE: '' };
    expect(envOf(own)).toMatchObject({
      JWT_JWKS_URL: 'http://127.0.0.1:4242/jwks.json',
      JWT_ISSUER: 'https://issuer.example',
      JWT_AUDIENCE: 'snapinfra-local',
    });
  });

  it('has another key set as the user gave it, without an issuer or audience of npm start', () => {
    const { JWT_JWKS_URL, JWT_ISSUER, JWT_AUDIENCE } = envOf({ JWT_JWKS_URL: 'https://issuer.example/keys' }, 0);
    expect([JWT_JWKS_URL, JWT_ISSUER, JWT_AUDIENCE]).toEqual(['https://issuer.example/keys', undefined, undefined]);
  });
});
