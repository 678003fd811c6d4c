import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { fromBufferPromise } from 'yauzl';
import { DemoError } from './demo-error.ts';

const manifestPath = '.snapinfra/manifest.json';
const replacedFolder = '.snapinfra/replaced';
const largestFileBytes = 50 * 1024 * 1024;

/** The result of unpacking a project into a folder. */
export interface Unpacked {
  readonly written: number;
  /** Files of an earlier generation that are no longer generated. */
  readonly removed: readonly string[];
  /** Generated files that had been edited; the edited versions are kept in .snapinfra/replaced. */
  readonly setAside: readonly string[];
}

type Files = ReadonlyMap<string, Uint8Array>;

/**
 * Unpacks a generated project into a folder. Files of an earlier generation, as listed in its manifest, are replaced or
 * removed; all other files in the folder are left alone.
 */
export async function unpackProject(archive: Uint8Array, folder: string): Promise<Unpacked> {
  const files = await readArchive(archive);
  const before = await readManifest(folder);
  if (before === undefined && existsSync(folder)) {
    throw new DemoError(`${folder} exists and was not generated: move it away, or give the model another name`);
  }
  const setAside = await setChangedFilesAside(folder, before ?? new Map(), files);
  const removed = [...(before ?? new Map<string, string>()).keys()].filter((path) => !files.has(path));
  for (const path of removed) await rm(join(folder, path), { force: true });
  // The manifest first, so that a partially unpacked folder is recognized as generated.
  for (const [path, content] of [...files].toSorted(([path]) => (path === manifestPath ? -1 : 0))) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  await beginRepository(folder);
  return { written: files.size, removed, setAside };
}

/**
 * Makes the folder a Git repository, because its linter would skip files that the surrounding repository ignores. Best
 * effort: nothing else depends on Git.
 */
async function beginRepository(folder: string): Promise<void> {
  if (existsSync(join(folder, '.git'))) return;
  const env = { ...process.env, GIT_DIR: undefined };
  await promisify(execFile)('git', ['init', '--quiet'], { cwd: folder, env }).catch(() => undefined);
}

async function setChangedFilesAside(
  folder: string,
  before: ReadonlyMap<string, string>,
  files: Files,
): Promise<string[]> {
  const setAside: string[] = [];
  for (const [path, sha256] of before) {
    const content = await readFile(join(folder, path)).catch(() => undefined);
    if (content === undefined || hashOf(content) === sha256) continue;
    const after = files.get(path);
    if (after !== undefined && hashOf(after) === hashOf(content)) continue;
    await mkdir(dirname(join(folder, replacedFolder, path)), { recursive: true });
    await writeFile(join(folder, replacedFolder, path), content);
    setAside.push(path);
  }
  return setAside;
}

/** The files of an earlier generation with their hashes; undefined if there is no manifest. */
async function readManifest(folder: string): Promise<ReadonlyMap<string, string> | undefined> {
  const manifest = await readFile(join(folder, manifestPath), 'utf8').catch(() => undefined);
  if (manifest === undefined) return undefined;
  const { files } = JSON.parse(manifest) as { files: Readonly<Record<string, { readonly sha256: string }>> };
  return new Map(Object.entries(files).map(([path, { sha256 }]) => [safePath(path), sha256]));
}

/** Reads a ZIP into memory. Rejects paths outside of the folder before anything is written. */
export async function readArchive(archive: Uint8Array): Promise<Files> {
  const files = new Map<string, Uint8Array>();
  try {
    // Checked by safePath as well, because yauzl only rejects some of the unsafe names.
    const zip = await fromBufferPromise(Buffer.from(archive), { decodeStrings: true, strictFileNames: true });
    for await (const entry of zip.eachEntry()) {
      const path = safePath(entry.fileName);
      if (path.endsWith('/')) continue;
      if (entry.uncompressedSize > largestFileBytes) throw new DemoError(`${path} in the archive is too large`);
      files.set(path, await buffer(await zip.openReadStreamPromise(entry)));
    }
  } catch (error) {
    if (error instanceof DemoError) throw error;
    throw new DemoError(`The download is not a readable ZIP archive: ${(error as Error).message}`);
  }
  return files;
}

/** Returns a path of an archive or a manifest; throws if it leads outside of its folder. */
export function safePath(path: string): string {
  const segments = path.split(/[\\/]/);
  const escapes = isAbsolute(path) || /^[a-z]:/i.test(path) || segments.includes('..') || normalize(path) !== path;
  if (escapes || path.includes('\0') || path.includes('\\'))
    throw new DemoError(`The archive has an unsafe path: ${JSON.stringify(path)}`);
  return path;
}

const hashOf = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');
