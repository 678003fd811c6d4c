import { randomUUID } from 'node:crypto';
import { chmodSync, constants, copyFileSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type CryptoKey, type JWK } from 'jose';
import { SettingsError } from '../start/settings.ts';

export const keyAlgorithm = 'ES256';

/** The key pair of this checkout for signing tokens. */
export interface TokenKey {
  readonly keyId: string;
  readonly privateKey: CryptoKey;
  /** Its public half, as `npm start` serves it. */
  readonly keySet: { readonly keys: readonly JWK[] };
}

/**
 * Reads the key in the state folder, and makes one, readable for this user only, if there is none. Of several processes
 * that make one at the same time, all get the same.
 *
 * @throws SettingsError if the file is not a key
 */
export const ensureTokenKey = async (folder: string): Promise<TokenKey> => {
  const path = join(folder, 'token-key.json');
  const text = readIfThere(path) ?? (await makeKey(folder, path));
  chmodSync(path, 0o600);
  try {
    return await readKey(text);
  } catch {
    throw new SettingsError(`${path} is not a key that signs tokens: remove it, and run the command again.`);
  }
};

const readKey = async (text: string): Promise<TokenKey> => {
  const { kty, crv, x, y, d } = JSON.parse(text) as JWK;
  const publicKey = { kty, crv, x, y } as JWK;
  const keyId = await calculateJwkThumbprint(publicKey);
  const privateKey = (await importJWK({ ...publicKey, d } as JWK, keyAlgorithm)) as CryptoKey;
  if (privateKey.type !== 'private') throw new Error('the private half is missing');
  return { keyId, privateKey, keySet: { keys: [{ ...publicKey, kid: keyId, alg: keyAlgorithm, use: 'sig' }] } };
};

/** Creates the file together with its content, unless another process was faster; returns what is in it. */
const makeKey = async (folder: string, path: string): Promise<string> => {
  const { privateKey } = await generateKeyPair(keyAlgorithm, { extractable: true });
  mkdirSync(folder, { recursive: true });
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, `${JSON.stringify(await exportJWK(privateKey))}\n`, { mode: 0o600 });
  try {
    placeUnlessThere(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(path, 'utf8');
};

const placeUnlessThere = (draft: string, path: string): void => {
  try {
    linkSync(draft, path);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return;
    // A file system without hard links.
    copyFileSync(draft, path, constants.COPYFILE_EXCL);
  }
};

const readIfThere = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
};

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;
