import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordFormat } from '@snapinfra/platform';

/** Thrown when a folder has the records of another version of the apps, which this one cannot read. */
export class StateFormatError extends Error {
  override readonly name = 'StateFormatError';

  constructor(folder: string) {
    super(
      `${folder} was made by another version of Snapinfra, whose records this one cannot read. It is left as it is: ` +
        'go back to that version, set SNAPINFRA_STATE_DIR to another folder, or remove this one.',
    );
  }
}

/**
 * Marks a new state folder with the format of its records, and refuses one of another format before anything is opened.
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
