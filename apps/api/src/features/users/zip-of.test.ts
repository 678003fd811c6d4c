import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';
import { describe, expect, it } from 'vitest';
import { jsonFile, type ExportedFile } from '../../records/exported-file.ts';
import { zipOf } from './zip-of.ts';

const mtime = new Date('2026-01-02T03:04:06Z');
const noise = randomBytes(3_000_000);
const bytesFile = (path: string, content: Uint8Array): ExportedFile => ({
  path,
  open: async () => Readable.from([content]),
});

const read = async (archive: Buffer): Promise<ReadonlyMap<string, Buffer>> => {
  const zip = await fromBufferPromise(archive, { lazyEntries: true });
  const found = new Map<string, Buffer>();
  for await (const entry of zip.eachEntry())
    found.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)));
  return found;
};

async function* each(...files: readonly ExportedFile[]) {
  yield* files;
}

describe('an archive', () => {
  it('has every file as it was, and says how many', async () => {
    const files = [
      jsonFile('profile.json', async () => ({ name: 'Ada 名' })),
      bytesFile('a/archive.zip', noise),
      bytesFile('a/empty', Buffer.alloc(0)),
    ];
    const zip = zipOf(each(...files), { mtime });
    const found = await read(await buffer(zip.bytes));
    expect([...found.keys()]).toEqual(files.map(({ path }) => path));
    expect(JSON.parse(String(found.get('profile.json')))).toEqual({ name: 'Ada 名' });
    expect(found.get('a/archive.zip')?.equals(noise)).toBe(true);
    expect(zip.fileCount()).toBe(3);
  });

  it('leaves out what has gone since it was listed', async () => {
    const gone = { path: 'gone.json', open: async () => undefined };
    const zip = zipOf(
      each(
        gone,
        jsonFile('kept.json', async () => 1),
      ),
      { mtime },
    );
    expect([...(await read(await buffer(zip.bytes))).keys()]).toEqual(['kept.json']);
    expect(zip.fileCount()).toBe(1);
  });

  it('asks for no file before those before it have been read', async () => {
    const asked: number[] = [];
    const many = async function* () {
      for (let number = 0; number < 20; number += 1) {
        asked.push(number);
        yield bytesFile(`${number}.zip`, noise);
      }
    };
    const { bytes } = zipOf(many(), { mtime });
    let most = 0;
    let received = 0;
    for await (const chunk of bytes) {
      received += (chunk as Buffer).length;
      most = Math.max(most, asked.length - Math.floor(received / noise.length));
    }
    expect(asked).toHaveLength(20);
    expect(most).toBeLessThanOrEqual(2);
  });

  it('fails where a file fails, while it is opened or read, and where the list does', async () => {
    const unopened = { path: 'x', open: () => Promise.reject(new Error('not opened')) };
    const broken: ExportedFile = {
      path: 'x',
      open: async () =>
        Readable.from(
          (async function* () {
            yield noise;
            throw new Error('cut off');
          })(),
        ),
    };
    const listFails = async function* () {
      yield jsonFile('a', async () => 1);
      throw new Error('no list');
    };
    await expect(buffer(zipOf(each(unopened), { mtime }).bytes)).rejects.toThrow('not opened');
    await expect(buffer(zipOf(each(broken), { mtime }).bytes)).rejects.toThrow('cut off');
    await expect(buffer(zipOf(listFails(), { mtime }).bytes)).rejects.toThrow('no list');
  });

  it('closes what is open, and lists no further, where nobody reads on', async () => {
    const closed = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    const endless = Readable.from(
      (async function* () {
        for (;;) yield noise;
      })(),
    ).once('close', closed.resolve);
    const files = async function* () {
      try {
        yield { path: 'endless', open: async () => endless };
        yield jsonFile('never', async () => 1);
      } finally {
        ended.resolve();
      }
    };
    const { bytes } = zipOf(files(), { mtime });
    bytes.once('data', () => bytes.destroy());
    await Promise.all([closed.promise, ended.promise]);
    expect(endless.destroyed).toBe(true);
  });
});
