import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { deflateSync } from 'fflate';
import { centralHeader, endOfDirectory, localHeader, type ZipEntry } from './zip-format.ts';

/** Where one file lies in an archive. */
export interface ArchivedFile {
  path: string;
  /** Position of the file's (compressed) data, in bytes from the archive's start. */
  offset: number;
  compressedBytes: number;
  bytes: number;
  method: ZipEntry['method'];
  crc32: number;
  /** Hexadecimal, of the uncompressed file. */
  sha256: string;
}

/** A finished archive, in pieces to be written one after the other. */
export interface PackedProject {
  readonly chunks: readonly Uint8Array[];
  readonly byteLength: number;
  /** Hexadecimal, of the whole archive. */
  readonly sha256: string;
  /** Where each file's data lies in the archive: one file is one ranged read, inflated where `method` says so. */
  readonly index: { version: 1; files: ArchivedFile[] };
}

/** Beyond these limits the format needs ZIP64, which some readers lack. */
const maxEntries = 0xffff;
const maxBytes = 0xffff_ffff;

/** What the format cannot hold; `code` is stable. */
export class ArchiveTooLargeError extends Error {
  override readonly name = 'ArchiveTooLargeError';
  readonly code = 'archive_too_large';
}

const encoder = new TextEncoder();
const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');

const compress = (data: Uint8Array): { readonly method: ZipEntry['method']; readonly data: Uint8Array } => {
  // In JavaScript and at one level: zlib's output differs between builds of Node and between processors.
  const deflated = deflateSync(data, { level: 6 });
  return deflated.length < data.length ? { method: 'deflate', data: deflated } : { method: 'store', data };
};

const byPath = ([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number =>
  left < right ? -1 : left > right ? 1 : 0;

interface Packed {
  readonly entry: ZipEntry;
  readonly indexed: ArchivedFile;
  readonly header: Uint8Array;
  readonly data: Uint8Array;
}

const packFile = (path: string, content: string | Uint8Array, headerOffset: number): Packed => {
  const bytes = typeof content === 'string' ? encoder.encode(content) : content;
  const { method, data } = compress(bytes);
  const sizes = { path, method, crc32: crc32(bytes), compressedBytes: data.length, bytes: bytes.length };
  const entry: ZipEntry = { ...sizes, headerOffset };
  const header = localHeader(entry);
  return { entry, header, data, indexed: { ...sizes, offset: headerOffset + header.length, sha256: sha256(bytes) } };
};

const totalLength = (chunks: readonly Uint8Array[]): number => chunks.reduce((sum, chunk) => sum + chunk.length, 0);

const hashAll = (chunks: readonly Uint8Array[]): string => {
  const hash = createHash('sha256');
  for (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
};

/**
 * Packs files into a ZIP that is the same byte for byte wherever and whenever it is made: sorted paths, one deflate, no dates.
 *
 * @throws ArchiveTooLargeError beyond 65,535 files or 4 GB
 */
export const packProject = (files: ReadonlyMap<string, string | Uint8Array>): PackedProject => {
  if (files.size >= maxEntries) throw new ArchiveTooLargeError(`${files.size} files are more than a ZIP holds`);
  const chunks: Uint8Array[] = [];
  const packed: Packed[] = [];
  let offset = 0;
  for (const [path, content] of [...files].toSorted(byPath)) {
    const file = packFile(path, content, offset);
    packed.push(file);
    chunks.push(file.header, file.data);
    offset += file.header.length + file.data.length;
  }
  const directory = packed.map(({ entry }) => centralHeader(entry));
  const directoryBytes = totalLength(directory);
  if (offset + directoryBytes >= maxBytes) throw new ArchiveTooLargeError('The archive is larger than 4 GB');
  chunks.push(...directory, endOfDirectory(packed.length, directoryBytes, offset));
  return {
    chunks,
    byteLength: totalLength(chunks),
    sha256: hashAll(chunks),
    index: { version: 1, files: packed.map(({ indexed }) => indexed) },
  };
};
