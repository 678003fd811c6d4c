import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readArchive, safePath, unpackProject } from './unpack-project.ts';

let parent: string;
let folder: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'snapinfra-unpack-'));
  folder = join(parent, 'project');
});

afterEach(() => rmSync(parent, { recursive: true, force: true }));

/** A minimal ZIP with uncompressed files, which may have any names. */
function zipOf(files: Readonly<Record<string, string>>): Uint8Array {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [path, text] of Object.entries(files)) {
    const name = Buffer.from(path);
    const content = Buffer.from(text);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, name, content]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\u0000'), common, place, name]));
    locals.push(local);
    offset += local.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(directory.length, 4);
  end.writeUInt16LE(directory.length, 6);
  end.writeUInt32LE(index.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, index, Buffer.from('PK\u0005\u0006'), end]);
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** An archive like that of the generator, with a manifest. */
function projectOf(files: Readonly<Record<string, string>>): Uint8Array {
  const described = Object.entries(files).map(([path, text]) => [path, { sha256: sha256(text) }]);
  return zipOf({ ...files, '.snapinfra/manifest.json': JSON.stringify({ files: Object.fromEntries(described) }) });
}

const read = (path: string) => readFileSync(join(folder, path), 'utf8');

describe('unpacking a project', () => {
  test('writes its files', async () => {
    const { written } = await unpackProject(projectOf({ 'src/app.ts': 'one', 'README.md': 'é' }), folder);
    expect(written).toBe(3);
    expect([read('src/app.ts'), read('README.md')]).toEqual(['one', 'é']);
  });

  test('makes it a Git repository, so that its linter works in an ignored folder', async () => {
    execFileSync('git', ['init', '--quiet'], { cwd: parent });
    writeFileSync(join(parent, '.gitignore'), '/project/\n');
    await unpackProject(projectOf({ 'src/app.ts': 'export const one = 1;' }), folder);
    expect(execFileSync('oxlint', { cwd: folder, encoding: 'utf8' })).toMatch(/ on 1 file /);
  });

  test('replaces and removes generated files of an earlier generation, and keeps other files', async () => {
    await unpackProject(projectOf({ 'src/app.ts': 'one', 'src/tables/old.ts': 'old' }), folder);
    mkdirSync(join(folder, 'src/custom'));
    writeFileSync(join(folder, 'src/custom/mine.ts'), 'mine');
    const { removed, setAside } = await unpackProject(projectOf({ 'src/app.ts': 'two' }), folder);
    expect({ removed, setAside }).toEqual({ removed: ['src/tables/old.ts'], setAside: [] });
    expect([read('src/app.ts'), read('src/custom/mine.ts')]).toEqual(['two', 'mine']);
    expect(existsSync(join(folder, 'src/tables/old.ts'))).toBe(false);
  });

  test('keeps a copy of an edited file before replacing it', async () => {
    await unpackProject(projectOf({ 'src/app.ts': 'one', 'same.ts': 'same' }), folder);
    writeFileSync(join(folder, 'src/app.ts'), 'changed');
    const { setAside } = await unpackProject(projectOf({ 'src/app.ts': 'two', 'same.ts': 'same' }), folder);
    expect(setAside).toEqual(['src/app.ts']);
    expect([read('src/app.ts'), read('.snapinfra/replaced/src/app.ts')]).toEqual(['two', 'changed']);
  });

  test('does not touch a folder that was not generated', async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'thesis.txt'), 'years of work');
    await expect(unpackProject(projectOf({ 'thesis.txt': '' }), folder)).rejects.toThrow(/was not generated/);
    expect(read('thesis.txt')).toBe('years of work');
  });
});

describe('a hostile archive', () => {
  test.each([
    '../out.ts',
    'a/../../out.ts',
    '/etc/out.ts',
    'a\\..\\..\\out.ts',
    'C:/out.ts',
    './a.ts',
    'a//b.ts',
    'a\0.ts',
  ])('with the path %j is rejected before anything is written', async (path) => {
    await expect(unpackProject(projectOf({ 'a.ts': '', [path]: 'x' }), folder)).rejects.toThrow(
      /unsafe path|not a readable ZIP archive|invalid/,
    );
    expect(existsSync(folder)).toBe(false);
  });

  test('whose manifest lists paths outside of the folder does not remove them', async () => {
    writeFileSync(join(parent, 'precious'), '');
    mkdirSync(join(folder, '.snapinfra'), { recursive: true });
    const manifest = { files: { '../precious': { sha256: sha256('') } } };
    writeFileSync(join(folder, '.snapinfra/manifest.json'), JSON.stringify(manifest));
    await expect(unpackProject(projectOf({ 'a.ts': '' }), folder)).rejects.toThrow(/unsafe path/);
    expect(existsSync(join(parent, 'precious'))).toBe(true);
  });

  test('that is not a ZIP is reported as such', async () => {
    await expect(readArchive(Buffer.from('<html>'))).rejects.toThrow(/not a readable ZIP archive/);
  });
});

test('ordinary paths are safe', () => {
  expect(['a.ts', '.snapinfra/x', 'a/b..c.ts'].map(safePath)).toEqual(['a.ts', '.snapinfra/x', 'a/b..c.ts']);
});
