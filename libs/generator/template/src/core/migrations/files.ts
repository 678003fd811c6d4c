import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startOf } from './sql-tokens.ts';
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
  /** Whether it says itself that a generation made it; a first migration does not. */
  readonly isGenerated: boolean;
}

/** The first line of a file that is not applied as one transaction. */
export const noTransaction = '-- snapinfra: no transaction';

const generatedMark = '-- snapinfra: generated';

/** Ignores the kind of line ends, which Git may change on checkout, and nothing else. */
export const digest = (script: string): string =>
  createHash('sha256').update(script.replaceAll('\r\n', '\n')).digest('hex');

const migrationOf = (name: string, script: string): Migration => {
  const [first = '', second = ''] = script
    .slice(startOf(script))
    .split('\n', 2)
    .map((line) => line.trimEnd());
  const [, number, part = ''] = /^(\d+)([a-z]?)_/.exec(name) ?? [];
  return {
    name,
    number: number === undefined ? undefined : Number(number),
    part,
    script,
    sha256: digest(script),
    statements: splitStatements(script),
    isTransaction: first !== noTransaction,
    isGenerated: (first === noTransaction ? second : first) === generatedMark,
  };
};

const byNumber = (a: Migration, b: Migration): number =>
  (a.number ?? -1) - (b.number ?? -1) || (a.part + a.name < b.part + b.name ? -1 : 1);

/** The migrations of a folder, in order. */
export const readMigrations = async (folder: string): Promise<readonly Migration[]> => {
  const names = (await readdir(folder)).filter((name) => /\.sql$/i.test(name));
  const migrations = names.map(async (name) => migrationOf(name, await readFile(join(folder, name), 'utf8')));
  return (await Promise.all(migrations)).toSorted(byNumber);
};

/** The migrations of a generation, by name, each with the generation whose database it was planned for, if there is one. */
export type GeneratedMigrations = ReadonlyMap<string, string | undefined>;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** What the manifest says of migrations; undefined where it is not at hand, as in an image. */
export const readGenerated = async (folder: string): Promise<GeneratedMigrations | undefined> => {
  try {
    const manifest: unknown = JSON.parse(await readFile(join(folder, '../.snapinfra/manifest.json'), 'utf8'));
    const listed = isObject(manifest) && Array.isArray(manifest['migrations']) ? manifest['migrations'] : [];
    return new Map(
      listed.filter(isObject).map(({ name, base }) => [String(name), typeof base === 'string' ? base : undefined]),
    );
  } catch {
    return undefined;
  }
};
