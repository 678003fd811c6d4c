import { maxSqlNameBytes } from '../emit/index.ts';
import { shortHash } from './words.ts';
import { createNamespace, takeFirstFree, type Namespace } from './unique-names.ts';

const byteLength = (text: string): number => Buffer.byteLength(text);

/** Cuts at a character, never inside of one. */
const cutBytes = (text: string, bytes: number): string => {
  let kept = '';
  let length = 0;
  for (const character of text) {
    length += byteLength(character);
    if (length > bytes) return kept;
    kept += character;
  }
  return kept;
};

const suffixed = (base: string, suffix: string): string =>
  `${cutBytes(base, maxSqlNameBytes - byteLength(suffix) - 1)}_${suffix}`;

/** The name itself where PostgreSQL can have it; cut, and with NUL and lone surrogates replaced, plus a hash, where not. */
export const sqlNameCandidate = (name: string): string => {
  const storable = name.toWellFormed().replaceAll('\u0000', '\ufffd');
  if (storable === name && byteLength(name) <= maxSqlNameBytes) return name;
  return suffixed(storable, shortHash(name));
};

/** `<a>_<b>_<suffix>`, cut and hashed as a whole; the suffix (`idx`, `fk`) survives the cut. */
export const derivedSqlName = (parts: readonly string[], suffix: string): string => {
  const storable = parts.join('_').toWellFormed().replaceAll('\u0000', '\ufffd');
  const name = suffix === '' ? storable : `${storable}_${suffix}`;
  if (byteLength(name) <= maxSqlNameBytes && storable === parts.join('_')) return name;
  const hash = shortHash(...parts);
  return suffixed(storable, suffix === '' ? hash : `${hash}_${suffix}`);
};

/** Takes one of the candidates in the namespace, or the first with a hash of the subject. */
export const takeSqlName = (namespace: Namespace, candidates: readonly string[], subject: readonly string[]): string =>
  takeFirstFree(namespace, candidates, subject, suffixed);

/**
 * The same for objects that are looked up by name in a schema: `pg_…` would be found in `pg_catalog` before the project's own, so it
 * gets a hash too.
 */
export const schemaNameCandidate = (name: string): string =>
  name.startsWith('pg_') ? suffixed(sqlNameCandidate(name), shortHash(name)) : sqlNameCandidate(name);

/** Every table has these; PostgreSQL refuses columns of the same name, quoted or not. */
const systemColumns = ['tableoid', 'xmin', 'cmin', 'xmax', 'cmax', 'ctid'] as const;

export const createColumnNamespace = (): Namespace => createNamespace(systemColumns);
