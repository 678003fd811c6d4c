import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { fromBufferPromise } from 'yauzl';
import { describe, expect, it } from 'vitest';
import { packProject } from './index.ts';

const bytesOf = (chunks: readonly Uint8Array[]): Buffer => Buffer.concat(chunks);
const random = createHash('sha512').update('noise').digest();

const files = new Map<string, string | Uint8Array>([
  ['src/main.ts', 'console.log(1);\n'.repeat(1000)],
  ['README.md', '# Grüße 名前\n'],
  ['empty.txt', ''],
  ['noise.bin', random],
  ['a/b/c.json', '{}'],
]);

const readAll = async (archive: Buffer): Promise<Map<string, { text: string; mode: number; time: number }>> => {
  const zip = await fromBufferPromise(archive, { lazyEntries: true });
  const found = new Map<string, { text: string; mode: number; time: number }>();
  for await (const entry of zip.eachEntry()) {
    const stream = await zip.openReadStreamPromise(entry);
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    const { externalFileAttributes: attributes, lastModFileDate: time } = entry;
    found.set(entry.fileName, { text: Buffer.concat(chunks).toString('latin1'), mode: attributes >>> 16, time });
  }
  return found;
};

describe('packProject', () => {
  it('makes an archive that another implementation reads, every file as it was', async () => {
    const read = await readAll(bytesOf(packProject(files).chunks));
    expect([...read.keys()]).toEqual([...files.keys()].toSorted());
    for (const [path, content] of files) {
      expect(read.get(path)?.text).toBe(Buffer.from(content).toString('latin1'));
      expect(read.get(path)?.mode).toBe(0o100644);
    }
    expect(new Set([...read.values()].map(({ time }) => time)).size).toBe(1);
  });

  it('tells where one file lies, so that a ranged read of the archive gives it', () => {
    const packed = packProject(files);
    const archive = bytesOf(packed.chunks);
    expect(packed.byteLength).toBe(archive.length);
    expect(packed.sha256).toBe(createHash('sha256').update(archive).digest('hex'));
    for (const file of packed.index.files) {
      const range = archive.subarray(file.offset, file.offset + file.compressedBytes);
      const content = file.method === 'deflate' ? inflateRawSync(range) : range;
      expect(content).toEqual(Buffer.from(files.get(file.path) ?? 'missing'));
      expect(createHash('sha256').update(content).digest('hex')).toBe(file.sha256);
    }
    expect(new Set(packed.index.files.map(({ method }) => method))).toEqual(new Set(['deflate', 'store']));
  });

  it('gives the same bytes for the same files in another order', () => {
    expect(packProject(new Map([...files].toReversed())).sha256).toBe(packProject(files).sha256);
  });

  it('gives the same bytes in another process, time zone and locale', () => {
    const script = `import { packProject } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
      console.log(packProject(new Map([['b', 'x'.repeat(5000)], ['a', 'é']])).sha256);`;
    const run = (env: Record<string, string>): string =>
      execFileSync(process.execPath, ['--input-type=module', '-e', script], {
        env: { PATH: '', ...env },
        encoding: 'utf8',
      });
    const here = packProject(
      new Map([
        ['b', 'x'.repeat(5000)],
        ['a', 'é'],
      ]),
    ).sha256;
    expect(run({ TZ: 'Pacific/Kiritimati', LANG: 'tr_TR.UTF-8' }).trim()).toBe(here);
    expect(run({ TZ: 'America/St_Johns', LANG: 'C' }).trim()).toBe(here);
  });
});
