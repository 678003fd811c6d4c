import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { ExportedFile } from '../../records/exported-file.ts';

export interface ZipOptions {
  /** The time that all files have. */
  readonly mtime: Date;
}

export interface Zip {
  /** The archive, made as it is read. */
  readonly bytes: Readable;
  /** How many files it has: all of them once it has been read. */
  readonly fileCount: () => number;
}

const regularFileMode = 0o100644;
/** What is compressed already grows no smaller. */
const isArchive = (path: string): boolean => path.endsWith('.zip');

/**
 * Packs files into a ZIP of any size while it is read: a file is opened when the one before has been read to its end. Where one
 * fails, so does the archive; where the archive is destroyed, the open file is closed.
 */
export const zipOf = (files: AsyncIterable<ExportedFile>, { mtime }: ZipOptions): Zip => {
  const zip = new ZipFile();
  const bytes = zip.outputStream as Readable;
  let fileCount = 0;
  const add = async ({ path, open }: ExportedFile): Promise<void> => {
    const content = await open();
    if (content === undefined) return;
    const close = () => void content.destroy();
    bytes.once('close', close);
    if (bytes.destroyed) close();
    fileCount += 1;
    zip.addReadStream(content, path, { mtime, mode: regularFileMode, compress: !isArchive(path) });
    await finished(content).finally(() => bytes.off('close', close));
  };
  const addAll = async (): Promise<void> => {
    for await (const file of files) {
      if (bytes.destroyed) return;
      await add(file);
    }
    zip.end();
  };
  const fail = (error: unknown) => void bytes.destroy(error instanceof Error ? error : new Error(String(error)));
  zip.on('error', fail);
  addAll().catch(fail);
  return { bytes, fileCount: () => fileCount };
};
