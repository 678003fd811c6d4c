import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

/** Generates each secret. Data keys are `<version>:<key in base64>`, newest first, separated by commas. */
const makers: Readonly<Record<string, () => string>> = {
  CURSOR_SECRET: () => randomBytes(32).toString('hex'),
  SNAPINFRA_DATA_KEYS: () => `1:${randomBytes(32).toString('base64')}`,
};

const header =
  '# Secrets of this checkout, created at the first start. Needed for data that is encrypted or signed with them.\n';

/** Reads the secrets in the state folder and creates missing ones, readable for this user only. */
export const ensureSecrets = (folder: string): Readonly<Record<string, string>> => {
  const path = join(folder, 'secrets.env');
  const text = readText(path);
  const present = text === undefined ? {} : (parseEnv(text) as Record<string, string>);
  const made = Object.entries(makers)
    .filter(([name]) => !present[name])
    .map(([name, make]): [string, string] => [name, make()]);
  if (made.length > 0) {
    writeFileSync(
      path,
      (text ?? header).replace(/\n?$/, '\n') + made.map(([name, value]) => `${name}=${value}\n`).join(''),
      { mode: 0o600 },
    );
  }
  chmodSync(path, 0o600);
  return { ...present, ...Object.fromEntries(made) };
};

const readText = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};
