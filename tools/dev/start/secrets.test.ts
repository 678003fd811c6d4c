import { appendFileSync, chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ensureSecrets } from './secrets.ts';

const root = mkdtempSync(join(tmpdir(), 'snapinfra-secrets-'));
afterAll(() => rmSync(root, { recursive: true }));
const fresh = () => mkdtempSync(join(root, 'state-'));

describe('ensureSecrets', () => {
  it('creates them once, readable for this user only', () => {
    const folder = fresh();
    const secrets = ensureSecrets(folder);
    expect(secrets['CURSOR_SECRET']).toMatch(/^[0-9a-f]{64}$/);
    expect(Buffer.from(secrets['SNAPINFRA_DATA_KEYS']?.replace(/^1:/, '') ?? '', 'base64')).toHaveLength(32);
    expect(ensureSecrets(folder)).toEqual(secrets);
    expect(statSync(join(folder, 'secrets.env')).mode & 0o777).toBe(0o600);
  });

  it('creates different ones in another checkout', () => {
    expect(ensureSecrets(fresh())).not.toEqual(ensureSecrets(fresh()));
  });

  it('keeps existing secrets, adds missing ones, and restricts the file mode', () => {
    const folder = fresh();
    const path = join(folder, 'secrets.env');
    writeFileSync(path, 'CURSOR_SECRET=mine\n');
    chmodSync(path, 0o644);
    appendFileSync(path, 'OTHER=kept');
    expect(ensureSecrets(folder)).toMatchObject({
      CURSOR_SECRET: 'mine',
      OTHER: 'kept',
      SNAPINFRA_DATA_KEYS: expect.any(String),
    });
    expect(readFileSync(path, 'utf8')).toMatch(/^CURSOR_SECRET=mine\nOTHER=kept\nSNAPINFRA_DATA_KEYS=/);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });
});
