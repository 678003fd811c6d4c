import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalJWKSet, errors, jwtVerify } from 'jose';
import { afterAll, describe, expect, it } from 'vitest';
import { SettingsError } from '../start/settings.ts';
import { signToken } from './sign-token.ts';
import { ensureTokenKey, type TokenKey } from './token-key.ts';

const root = mkdtempSync(join(tmpdir(), 'snapinfra-token-key-'));
afterAll(() => rmSync(root, { recursive: true }));
const fresh = () => mkdtempSync(join(root, 'state-'));
const fileOf = (folder: string) => join(folder, 'token-key.json');

const ada = { user: 'ada', admin: false, lifetimeSeconds: 60 };
const now = new Date();

/** The claims of a token of one key, by the key set of another. */
const claimsFor = async (key: TokenKey, { keySet }: TokenKey, wanted = ada, env = {}) => {
  const token = await signToken(wanted, { key, env, now });
  return (await jwtVerify(token, createLocalJWKSet({ keys: [...keySet.keys] }))).payload;
};

describe('the key that signs tokens', () => {
  it('is made once, readable for this user only', async () => {
    const folder = join(fresh(), 'not', 'there yet');
    const made = await ensureTokenKey(folder);
    const text = readFileSync(fileOf(folder), 'utf8');
    chmodSync(fileOf(folder), 0o644);
    const found = await ensureTokenKey(folder);
    expect(found.keySet).toEqual(made.keySet);
    expect(readFileSync(fileOf(folder), 'utf8')).toBe(text);
    expect(statSync(fileOf(folder)).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['token-key.json']);
    expect(await claimsFor(made, found)).toMatchObject({ sub: 'ada' });
  });

  it('is the same for all that make it at the same time', async () => {
    const folder = fresh();
    const keys = await Promise.all(Array.from({ length: 8 }, () => ensureTokenKey(folder)));
    expect(new Set(keys.map(({ keyId }) => keyId)).size).toBe(1);
  });

  it('is another one in another checkout', async () => {
    const [one, other] = [await ensureTokenKey(fresh()), await ensureTokenKey(fresh())];
    await expect(claimsFor(one, other)).rejects.toThrow(errors.JWKSNoMatchingKey);
  });

  it('does not show its private half', async () => {
    const { keySet } = await ensureTokenKey(fresh());
    const members = ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'];
    expect(keySet.keys.map((key) => Object.keys(key).toSorted())).toEqual([members]);
  });

  it.each(['', 'junk', '{}', 'null', '{"kty":"EC","crv":"P-256"}'])(
    'is named where the file is none: %j',
    async (text) => {
      const folder = fresh();
      writeFileSync(fileOf(folder), text);
      const refused = ensureTokenKey(folder);
      await expect(refused).rejects.toThrow(SettingsError);
      await expect(refused).rejects.toThrow(/token-key\.json is not a key .*: remove it/);
      expect(readFileSync(fileOf(folder), 'utf8')).toBe(text);
    },
  );

  it('needs its private half', async () => {
    const folder = fresh();
    const { keySet } = await ensureTokenKey(folder);
    writeFileSync(fileOf(folder), JSON.stringify(keySet.keys[0]));
    await expect(ensureTokenKey(folder)).rejects.toThrow(/is not a key that signs tokens/);
  });
});

describe('a token', () => {
  it('claims what was asked for, and an e-mail address as verified', async () => {
    const key = await ensureTokenKey(fresh());
    const iat = Math.floor(now.getTime() / 1000);
    const plain = { sub: 'ada', iss: 'snapinfra-local', aud: 'snapinfra-local', iat, exp: iat + 60 };
    expect(await claimsFor(key, key)).toEqual(plain);
    const full = { ...ada, email: 'ada@example.com', name: 'Ada L.', admin: true };
    expect(await claimsFor(key, key, full)).toEqual({
      ...plain,
      ...{ email: 'ada@example.com', email_verified: true, name: 'Ada L.', roles: ['admin'] },
    });
  });

  it('has the issuer and the audience that the gateway is told to require', async () => {
    const key = await ensureTokenKey(fresh());
    const env = { JWT_ISSUER: 'https://issuer.example', JWT_AUDIENCE: 'mine' };
    expect(await claimsFor(key, key, ada, env)).toMatchObject({ iss: 'https://issuer.example', aud: 'mine' });
  });
});
