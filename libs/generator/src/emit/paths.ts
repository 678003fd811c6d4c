import { EmitError } from './code.ts';

declare const safePath: unique symbol;

/** A path inside of the generated project that means the same file on every system. Made by `projectPath` only. */
export type ProjectPath = string & { readonly [safePath]: true };

const windowsDevice = /^(?:con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$|clock\$)(?:\.|$)/i;
const maxSegmentLength = 100;
const maxPathLength = 180;

/** Whether a name may stand between the slashes of a path: ASCII letters, digits, `.`, `_` and `-`, on any system. */
export const isSafeSegment = (segment: string): boolean =>
  segment.length <= maxSegmentLength &&
  /^[\w.-]+$/.test(segment) &&
  !/^\.{1,2}$/.test(segment) &&
  !segment.endsWith('.') &&
  !windowsDevice.test(segment);

/**
 * The one way to a path: relative, with slashes, each segment from an allow-list, so that it has no `..`, no root, no drive, no
 * backslash and no name that Windows keeps for itself.
 *
 * @throws EmitError `path_not_allowed`
 */
export const projectPath = (...segments: readonly string[]): ProjectPath => {
  const path = segments.join('/');
  if (path.length > maxPathLength || !path.split('/').every(isSafeSegment)) {
    throw new EmitError('path_not_allowed', `${JSON.stringify(path)} is not a path for a generated file`);
  }
  return path as ProjectPath;
};

export type FileContent = string | Uint8Array;

export interface FileSet {
  /** @throws EmitError `path_not_allowed` when the path, or one that differs in case only, is there or is a folder. */
  add(path: ProjectPath, content: FileContent): void;
  /** The files in the order of their paths' code units. */
  sorted(): ReadonlyMap<ProjectPath, FileContent>;
}

const folders = (path: string): readonly string[] =>
  path
    .split('/')
    .slice(0, -1)
    .map((_, index, all) => all.slice(0, index + 1).join('/'));

/** Collects the files of a project and refuses those that could overwrite each other on some file system. */
export const createFileSet = (): FileSet => {
  const files = new Map<ProjectPath, FileContent>();
  // Key: the path in lower case; value: the path as it was first seen, and whether as a folder.
  const seen = new Map<string, { readonly path: string; readonly folder: boolean }>();
  const claim = (path: string, folder: boolean): void => {
    const known = seen.get(path.toLowerCase());
    if (known !== undefined && !(folder && known.folder && known.path === path)) {
      throw new EmitError('path_not_allowed', `${path} collides with ${known.path}`);
    }
    seen.set(path.toLowerCase(), { path, folder });
  };
  return {
    add: (path, content) => {
      for (const folder of folders(path)) claim(folder, true);
      claim(path, false);
      files.set(path, content);
    },
    sorted: () => new Map([...files].toSorted(([left], [right]) => (left < right ? -1 : 1))),
  };
};
