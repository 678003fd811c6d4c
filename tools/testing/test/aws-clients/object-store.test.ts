import { createHash, randomBytes } from 'node:crypto';
import { buffer, text } from 'node:stream/consumers';
import { createObjectStore, TooLargeError } from '@snapinfra/aws-clients';
import { expect, it } from 'vitest';
import { startHttpInterceptor, useBackend, waitFor } from '../../src/index.ts';

const backend = await useBackend();
const { s3 } = backend.clients();
const { bucket } = backend.resources;
const store = createObjectStore({ s3, bucket });
const plain = { contentType: 'text/plain' };
const mebibyte = 1024 * 1024;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

it('stores and returns bytes, text and an empty object', async () => {
  const { sizeBytes, etag } = await store.put('basic/text', 'grüße', { ...plain, metadata: { lease: '7' } });
  expect(sizeBytes).toBe(7);
  expect(await store.head('basic/text')).toEqual({
    sizeBytes: 7,
    etag,
    contentType: 'text/plain',
    metadata: { lease: '7' },
  });
  const object = await store.get('basic/text');
  expect(object && (await text(object.body))).toBe('grüße');
  await store.put('basic/empty', new Uint8Array(), plain);
  expect(await store.getBytes('basic/empty')).toHaveLength(0);
  await store.delete('basic/text');
  await store.delete('basic/text');
  expect(await store.head('basic/text')).toBeUndefined();
  expect(await store.get('basic/text')).toBeUndefined();
  expect(await store.getBytes('basic/text')).toBeUndefined();
  expect(await store.getRange('basic/text', { offsetBytes: 0, lengthBytes: 1 })).toBeUndefined();
});

it('distinguishes keys with spaces, Unicode and special characters', async () => {
  const keys = ['odd/a b', 'odd/a+b', 'odd/a%20b', 'odd/ü/日本', "odd/it's(1)*!", 'odd/?x=1&y#z'];
  for (const key of keys) await store.put(key, key, plain);
  for (const key of keys) expect(Buffer.from((await store.getBytes(key)) ?? []).toString()).toBe(key);
  const listed: string[] = [];
  for await (const key of store.listKeys('odd/')) listed.push(key);
  expect(listed.toSorted()).toEqual(keys.toSorted());
});

it('stores an object larger than the largest archive', async () => {
  const bytes = randomBytes(32 * mebibyte);
  const { sizeBytes } = await store.put('large/archive', bytes, plain);
  expect(sizeBytes).toBe(bytes.byteLength);
  const object = await store.get('large/archive');
  expect(object?.sizeBytes).toBe(sizeBytes);
  expect(object && sha256(await buffer(object.body))).toBe(sha256(bytes));
});

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < bytes.length; offset += size) yield bytes.subarray(offset, offset + size);
}
const partBytes = 5 * mebibyte;
const asParts = { ...plain, partBytes };

it.each([0, 1, partBytes - 1, partBytes, partBytes + 1, 2 * partBytes, 2 * partBytes + 7])(
  'stores a stream of %i bytes, however it is cut into chunks',
  async (length) => {
    const bytes = randomBytes(length);
    for (const size of [777_777, 12 * mebibyte]) {
      const key = `streams/${length}/${size}`;
      const { sizeBytes } = await store.putStream(key, inChunks(bytes, size), asParts);
      expect(sizeBytes).toBe(length);
      const found = await store.getBytes(key);
      expect(found && sha256(found)).toBe(sha256(bytes));
      expect((await store.head(key))?.contentType).toBe('text/plain');
    }
  },
);

it('reads a stream no further than it has stored it', async () => {
  const parts: number[] = [];
  let [made, mostWaiting] = [0, 0];
  const proxy = await startHttpInterceptor(backend.endpoints.s3, async (request, forward) => {
    const answer = await forward(request);
    if (request.method === 'PUT') parts.push(Number(request.headers['content-length']));
    return answer;
  });
  const { s3: watched } = backend.clients({ endpoints: { s3: proxy.url } });
  async function* endless() {
    const chunk = randomBytes(mebibyte);
    for (; made < 40; made += 1) {
      mostWaiting = Math.max(mostWaiting, made - parts.length * 5);
      yield chunk;
    }
  }
  await createObjectStore({ s3: watched, bucket }).putStream('streams/slow', endless(), asParts);
  await proxy.stop();
  expect(made).toBe(40);
  expect(mostWaiting).toBeLessThanOrEqual(6);
});

it('stores nothing of a stream that fails or is aborted, gives its parts up, and keeps what was there', async () => {
  const uploads = { begun: 0, givenUp: 0 };
  const proxy = await startHttpInterceptor(backend.endpoints.s3, async (request, forward) => {
    if (request.method === 'POST' && /[?&]uploads/.test(request.url ?? '')) uploads.begun += 1;
    if (request.method === 'DELETE' && /[?&]uploadId=/.test(request.url ?? '')) uploads.givenUp += 1;
    return forward(request);
  });
  const watched = createObjectStore({ s3: backend.clients({ endpoints: { s3: proxy.url } }).s3, bucket });
  await store.put('streams/kept', 'before', plain);
  async function* failing() {
    yield randomBytes(12 * mebibyte);
    throw new Error('no more');
  }
  await expect(watched.putStream('streams/kept', failing(), asParts)).rejects.toThrow('no more');
  const abort = new AbortController();
  async function* aborting() {
    yield randomBytes(12 * mebibyte);
    abort.abort(new Error('enough'));
    yield randomBytes(1);
  }
  const options = { ...asParts, signal: abort.signal };
  await expect(watched.putStream('streams/none', aborting(), options)).rejects.toThrow('enough');
  await proxy.stop();
  expect(await store.head('streams/none')).toBeUndefined();
  expect(Buffer.from((await store.getBytes('streams/kept')) ?? []).toString()).toBe('before');
  expect(uploads).toEqual({ begun: 2, givenUp: 2 });
});

it('leaves no object behind when it is aborted during the upload', async () => {
  const abort = new AbortController();
  const proxy = await startHttpInterceptor(backend.endpoints.s3, async (request, forward) => {
    if (request.method === 'PUT') abort.abort(new Error('enough'));
    return forward(request);
  });
  try {
    const watched = createObjectStore({ s3: backend.clients({ endpoints: { s3: proxy.url } }).s3, bucket });
    const put = watched.put('failed/aborted', 'x', { ...plain, signal: abort.signal });
    await expect(put).rejects.toThrow('enough');
    expect(await store.head('failed/aborted')).toBeUndefined();
  } finally {
    await proxy.stop();
  }
});

it('does not start if it is already aborted', async () => {
  const put = store.put('failed/early', 'x', { ...plain, signal: AbortSignal.abort(new Error('too late')) });
  await expect(put).rejects.toThrow('too late');
  expect(await store.head('failed/early')).toBeUndefined();
});

it('reads a range in one request, and returns the total size', async () => {
  await store.put('range/digits', '0123456789', plain);
  const middle = await store.getRange('range/digits', { offsetBytes: 3, lengthBytes: 4 });
  expect(middle?.sizeBytes).toBe(10);
  expect(middle && (await text(middle.body))).toBe('3456');
  const end = await store.getRange('range/digits', { offsetBytes: 8, lengthBytes: 100 });
  expect(end && (await text(end.body))).toBe('89');
  await expect(store.getRange('range/digits', { offsetBytes: 10, lengthBytes: 1 })).rejects.toThrow(RangeError);
});

it('does not read more into memory than allowed', async () => {
  await store.put('large/ten', '0123456789', plain);
  await expect(store.getBytes('large/ten', { maxBytes: 9 })).rejects.toThrow(TooLargeError);
  expect(await store.getBytes('large/ten', { maxBytes: 10 })).toHaveLength(10);
});

it('deletes all objects under a prefix and no others', async () => {
  const keys = Array.from({ length: 1_100 }, (_, index) => `archives/1/${index}`);
  for (let start = 0; start < keys.length; start += 50) {
    await Promise.all(keys.slice(start, start + 50).map((key) => store.put(key, 'x', plain)));
  }
  await store.put('archives/10/other', 'x', plain);
  expect(await store.deletePrefix('archives/1/')).toBe(1_100);
  expect(await store.deletePrefix('archives/1/')).toBe(0);
  expect(await store.head('archives/10/other')).toBeDefined();
  await expect(store.deletePrefix('archives/1')).rejects.toThrow(RangeError);
  await expect(store.deletePrefix('')).rejects.toThrow(RangeError);
});

it('signs a download with a file name', async () => {
  await store.put('downloads/archive', 'PK', { contentType: 'application/octet-stream' });
  const request = { key: 'downloads/archive', expiresInSeconds: 60, contentType: 'application/zip' };
  const { url, expiresAtEpochSeconds } = await store.presignDownload({
    ...request,
    fileName: 'Übung "7" — 日本/€.zip',
  });
  expect(expiresAtEpochSeconds).toBeGreaterThan(Date.now() / 1_000 + 50);
  const answer = await fetch(url);
  expect(answer.status).toBe(200);
  expect(await answer.text()).toBe('PK');
  expect(answer.headers.get('content-type')).toBe('application/zip');
  const disposition = answer.headers.get('content-disposition') ?? '';
  const utf8 = /filename\*=UTF-8''(\S+)/.exec(disposition)?.[1] ?? '';
  expect(decodeURIComponent(utf8)).toBe('Übung _7_ — 日本_€.zip');
});

it('rejects a download whose URL has expired or was changed', async () => {
  await store.put('downloads/short', 'x', plain);
  const { url } = await store.presignDownload({ key: 'downloads/short', fileName: 'x.txt', expiresInSeconds: 1 });
  const forged = (await store.presignDownload({ key: 'downloads/short', fileName: 'x.txt', expiresInSeconds: 60 })).url;
  expect((await fetch(forged.replace('downloads/short', 'downloads/archive'))).status).toBe(403);
  expect((await fetch(forged.replace('x.txt', 'y.txt'))).status).toBe(403);
  const status = await waitFor(async () => {
    const answer = await fetch(url);
    await answer.body?.cancel();
    return answer.status !== 200 && answer.status;
  });
  expect(status).toBe(403);
});

it.each([0, 3_601, 1.5])('does not sign a download for %d seconds', async (expiresInSeconds) => {
  await expect(store.presignDownload({ key: 'x', fileName: 'x', expiresInSeconds })).rejects.toThrow(RangeError);
});
