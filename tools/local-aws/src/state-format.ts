import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordFormat } from '@snapinfra/platform';

/** The folder has records of an incompatible version of the apps. */
export class StateFormatError extends Error {
  override readonly name = 'StateFormatError';

  constructor(folder: string) {
    super(
      `${folder} has data of another version of Snapinfra, which this one cannot read and has not changed: ` +
        'remove that folder to start over without the data, or keep it and choose another, such as SNAPINFRA_STATE_DIR=.snapinfra-2 npm start',
    );
  }
}

/** The database of a state folder. */
export const databasePath = (folder: string): string => join(folder, 'dynamodb.sqlite');

const formatPath = (folder: string): string => join(folder, 'record-format');

/**
 * Rejects a state folder whose records have another format; changes nothing.
 *
 * @throws StateFormatError
 */
export const checkStateFormat = (folder: string): void => {
  const path = formatPath(folder);
  const found = existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
  const isOther = found === undefined ? existsSync(databasePath(folder)) : found !== String(recordFormat);
  if (isOther) throw new StateFormatError(folder);
};

/**
 * Checks a state folder before it is opened, and marks a new one with the format of its records.
 *
 * @throws StateFormatError
 */
export const claimStateFormat = (folder: string): void => {
  checkStateFormat(folder);
  const path = formatPath(folder);
  if (!existsSync(path)) writeFileSync(path, `${recordFormat}\n`);
};
