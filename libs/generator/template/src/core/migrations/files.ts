import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { splitStatements, type Statement } from './statements.ts';

/** A file of the migrations' folder: `NNNN_name.sql`, or `NNNNa_name.sql` for a part of a migration. */
export interface Migration {
  readonly name: string;
  /** Undefined for a name that does not begin with one. */
  readonly number: number | undefined;
  /** A letter, or '' for a migration of one file. */
  readonly part: string;
  readonly script: string;
  readonly sha256: string;
  readonly statements: readonly Statement[];
  /** Whether it is applied as one transaction; otherwise statement by statement. */
  readonly isTransaction: boolean;
}

/** The first line of a file that is not applied as one transaction. */
export const noTransaction = '-- snapinfra: no transaction';

/** Ignores the kind of line ends, which Git may change on checkout, and nothing else. */
export const digest = (script: string): string =>
  createHash('sha256').update(script.replaceAll('\r\n', '\n')).digest('hex');

const migrationOf = (name: string, script: string): Migration => {
  const [, number, part = ''] = /^(\d+)([a-z]?)_/.exec(name) ?? [];
  return {
    name,
    number: number === undefined ? undefined : Number(number),
    part,
    script,
    sha256: digest(script),
    statements: splitStatements(script),
    isTransaction: (script.split('\n', 1)[0] ?? '').trimEnd() !== noTransaction,
  };
};

const byNumber = (a: Migration, b: Migration): number =>
  (a.number ?? -1) - (b.number ?? -1) || (a.part + a.name < b.part + b.name ? -1 : 1);

/** The migrations of a folder, in order. */
export const readMigrations = async (folder: string): Promise<readonly Migration[]> => {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql'));
  const migrations = names.map(async (name) => migrationOf(name, await readFile(join(folder, name), 'utf8')));
  return (await Promise.all(migrations)).toSorted(byNumber);
};

/**
 * The files of the migrations' folder that a generation has made, by name; undefined where its manifest is not at hand, as
 * in an image.
 */
export const readGenerated = async (folder: string): Promise<ReadonlySet<string> | undefined> => {
  try {
    const manifest: unknown = JSON.parse(await readFile(join(folder, '../.snapinfra/manifest.json'), 'utf8'));
    const files = typeof manifest === 'object' && manifest !== null && 'files' in manifest ? manifest.files : {};
    const paths = typeof files === 'object' && files !== null ? Object.keys(files) : [];
    return new Set(paths.filter((path) => path.startsWith('migrations/')).map((path) => path.slice(11)));
  } catch {
    return undefined;
  }
};
