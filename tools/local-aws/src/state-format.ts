import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordFormat } from '@snapinfra/platform';

/** The folder has records of an incompatible version of the apps. */
export class StateFormatError extends Error {
  override readonly name = 'StateFormatError';

  constructor(folder: string) {
    super(
      `${folder} was created by another version of Snapinfra, whose records this one cannot read. It was not changed: ` +
        'use that version, set SNAPINFRA_STATE_DIR to another folder, or remove this one.',
    );
  }
}

/**
 * Marks a new state folder with the format of its records, and rejects a folder with another format before it is
 * opened.
 *
 * @throws StateFormatError
 */
export const claimFormat = (folder: string, dbPath: string): void => {
  const path = join(folder, 'record-format');
  const found = existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
  if (found === String(recordFormat)) return;
  if (found !== undefined || existsSync(dbPath)) throw new StateFormatError(folder);
  writeFileSync(path, `${recordFormat}\n`);
};
