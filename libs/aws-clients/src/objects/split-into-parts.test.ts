import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import type { ObjectBody } from './object-store.types.ts';
import { splitIntoParts } from './split-into-parts.ts';

const parts = async (body: ObjectBody, partBytes: number): Promise<string[]> => {
  const all: string[] = [];
  for await (const part of splitIntoParts(body, partBytes)) all.push(Buffer.from(part).toString());
  return all;
};

it.each<[string, ObjectBody, string[]]>([
  ['a string', 'abcdefgh', ['abc', 'def', 'gh']],
  ['exact parts', 'abcdef', ['abc', 'def']],
  ['small pieces', Readable.from(['a', 'bc', '', 'd', 'efg']), ['abc', 'def', 'g']],
  ['a piece over several parts', Readable.from([Buffer.from('ab'), Buffer.from('cdefghi')]), ['abc', 'def', 'ghi']],
  ['nothing', new Uint8Array(), ['']],
  ['an empty stream', Readable.from([]), ['']],
])('cuts %s', async (_, body, expected) => {
  expect(await parts(body, 3)).toEqual(expected);
});
