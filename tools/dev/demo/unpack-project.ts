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

/** What became of the files of a folder into which a project was unpacked. */
export interface Unpacked {
  readonly written: number;
  /** Generated before, and not any more. */
  readonly removed: readonly string[];
  /** Generated files that the owner had changed: what he had is under .snapinfra/replaced. */
  readonly setAside: readonly string[];
}

type Files = ReadonlyMap<string, Uint8Array>;

/**
 * Unpacks a generated project into a folder. Files of an earlier generation, as its manifest lists them, are replaced
 * or removed; everything else in the folder is the owner's and stays as it is.
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
  // The manifest first: a folder that was unpacked by half is known for a generated one.
  for (const [path, content] of [...files].toSorted(([path]) => (path === manifestPath ? -1 : 0))) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  await beginRepository(folder);
  return { written: files.size, removed, setAside };
}

/**
 * A project of its own, also in a folder that the repository around it ignores: its linter would find nothing to lint
 * there. Where there is no Git, or Git refuses, everything else works all the same.
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

/** The files of an earlier generation with their hashes; undefined where there was none. */
async function readManifest(folder: string): Promise<ReadonlyMap<string, string> | undefined> {
  const manifest = await readFile(join(folder, manifestPath), 'utf8').catch(() => undefined);
  if (manifest === undefined) return undefined;
  const { files } = JSON.parse(manifest) as { files: Readonly<Record<string, { readonly sha256: string }>> };
  return new Map(Object.entries(files).map(([path, { sha256 }]) => [safePath(path), sha256]));
}

/** Reads a ZIP into memory. A path that leads out of the folder is refused before anything is written. */
export async function readArchive(archive: Uint8Array): Promise<Files> {
  const files = new Map<string, Uint8Array>();
  try {
    // The names are checked here: yauzl's own check lets backslashes through.
    const zip = await fromBufferPromise(Buffer.from(archive), { decodeStrings: true, strictFileNames: true });
    for await (const entry of zip.eachEntry()) {
      const path = safePath(entry.fileName);
      if (path.endsWith('/')) continue;
      if (entry.uncompressedSize > largestFileBytes) throw new DemoError(`${path} in the archive is too large`);
      files.set(path, await buffer(await zip.openReadStreamPromise(entry)));
    }
  } catch (error) {
    if (error instanceof DemoError) throw error;
    throw new DemoError(`The download is no ZIP archive that can be read: ${(error as Error).message}`);
  }
  return files;
}

/** A path of an archive or a manifest, if it stays inside of the folder that it is relative to. */
export function safePath(path: string): string {
  const segments = path.split(/[\\/]/);
  const escapes = isAbsolute(path) || /^[a-z]:/i.test(path) || segments.includes('..') || normalize(path) !== path;
  if (escapes || path.includes('\0') || path.includes('\\'))
    throw new DemoError(`The archive has a path that leads astray: ${JSON.stringify(path)}`);
  return path;
}

const hashOf = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');
