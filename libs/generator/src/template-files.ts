import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../template/', import.meta.url));

/** What lies in the template's folder for its own development: made anew for every model, or not part of a project. */
const left = /^(?:test\/model|src\/tables|migrations|node_modules|dist|\.data|\.snapinfra)(?:\/|$)/;

const pathsBelow = (parents: readonly string[]): readonly string[] =>
  readdirSync(join(folder, ...parents), { withFileTypes: true }).flatMap((entry) => {
    const segments = [...parents, entry.name];
    if (left.test(segments.join('/'))) return [];
    return entry.isDirectory() ? pathsBelow(segments) : [segments.join('/')];
  });

/**
 * The files that are the same in every generated project, by path. Read once from the source tree; a bundle has this
 * module replaced by the files themselves.
 */
export const templateFiles: ReadonlyMap<string, string> = new Map(
  pathsBelow([])
    .toSorted()
    .map((path) => [path, readFileSync(join(folder, path), 'utf8')]),
);
