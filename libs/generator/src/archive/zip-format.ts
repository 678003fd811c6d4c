/** What the ZIP format says about one file (APPNOTE 4.4); offsets and sizes in bytes. */
export interface ZipEntry {
  readonly path: string;
  readonly method: 'deflate' | 'store';
  readonly crc32: number;
  readonly compressedBytes: number;
  readonly bytes: number;
  /** Where the entry's local header begins. */
  readonly headerOffset: number;
}

const methods = { store: 0, deflate: 8 } as const;
const versionNeeded = 20;
/** Made on Unix, so that the permissions below count. */
const versionMadeBy = (3 << 8) | versionNeeded;
/** Bit 11: names are UTF-8. */
const utf8Names = 0x0800;
/** 1980-01-01 00:00, the first moment that the format knows: archives do not tell when they were made. */
const dosTime = 0;
const dosDate = (1 << 5) | 1;
const regularFileMode = 0o100644;

const sharedFields = (view: DataView, at: number, entry: ZipEntry, nameLength: number): void => {
  view.setUint16(at, versionNeeded, true);
  view.setUint16(at + 2, utf8Names, true);
  view.setUint16(at + 4, methods[entry.method], true);
  view.setUint16(at + 6, dosTime, true);
  view.setUint16(at + 8, dosDate, true);
  view.setUint32(at + 10, entry.crc32, true);
  view.setUint32(at + 14, entry.compressedBytes, true);
  view.setUint32(at + 18, entry.bytes, true);
  view.setUint16(at + 22, nameLength, true);
};

const encoder = new TextEncoder();

export const localHeader = (entry: ZipEntry): Uint8Array => {
  const name = encoder.encode(entry.path);
  const header = new Uint8Array(30 + name.length);
  const view = new DataView(header.buffer);
  view.setUint32(0, 0x04034b50, true);
  sharedFields(view, 4, entry, name.length);
  header.set(name, 30);
  return header;
};

export const centralHeader = (entry: ZipEntry): Uint8Array => {
  const name = encoder.encode(entry.path);
  const header = new Uint8Array(46 + name.length);
  const view = new DataView(header.buffer);
  view.setUint32(0, 0x02014b50, true);
  view.setUint16(4, versionMadeBy, true);
  sharedFields(view, 6, entry, name.length);
  view.setUint32(38, regularFileMode * 0x10000, true);
  view.setUint32(42, entry.headerOffset, true);
  header.set(name, 46);
  return header;
};

export const endOfDirectory = (entries: number, directoryBytes: number, directoryOffset: number): Uint8Array => {
  const record = new Uint8Array(22);
  const view = new DataView(record.buffer);
  view.setUint32(0, 0x06054b50, true);
  view.setUint16(8, entries, true);
  view.setUint16(10, entries, true);
  view.setUint32(12, directoryBytes, true);
  view.setUint32(16, directoryOffset, true);
  return record;
};
