import type { ObjectBody } from './object-store.types.ts';

const piecesOf = (body: ObjectBody): AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string> =>
  typeof body === 'string' || body instanceof Uint8Array ? [body] : body;

/**
 * Cuts a body into parts of exactly `partBytes`, the last one shorter; an empty body is one empty part. Holds one part in
 * memory at a time.
 */
export async function* splitIntoParts(body: ObjectBody, partBytes: number): AsyncGenerator<Uint8Array> {
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  let yielded = false;
  for await (const piece of piecesOf(body)) {
    let rest: Uint8Array = typeof piece === 'string' ? Buffer.from(piece) : piece;
    while (pendingBytes + rest.byteLength > partBytes) {
      const head = rest.subarray(0, partBytes - pendingBytes);
      yield Buffer.concat([...pending, head], partBytes);
      yielded = true;
      pending = [];
      pendingBytes = 0;
      rest = rest.subarray(head.byteLength);
    }
    if (rest.byteLength > 0) {
      pending.push(rest);
      pendingBytes += rest.byteLength;
    }
  }
  if (pendingBytes > 0 || !yielded) yield Buffer.concat(pending, pendingBytes);
}
