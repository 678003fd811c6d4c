import { expect, it } from 'vitest';
import { TooLargeError } from '../errors.ts';
import { assertFits, entryBytes, maxBatchBytes, packBatches } from './batch-entries.ts';

const entry = (Id: string, bytes: number) => ({ Id, MessageBody: 'x'.repeat(bytes) });

it('counts the bytes of body and attributes, not characters', () => {
  const MessageAttributes = { typ: { DataType: 'String', StringValue: 'ü' } };
  expect(entryBytes({ Id: '1', MessageBody: '€', MessageAttributes })).toBe(3 + 3 + 6 + 2);
});

it('packs ten entries per request, in order', () => {
  const batches = packBatches(Array.from({ length: 21 }, (_, index) => entry(String(index), 1)));
  expect(batches.map((batch) => batch.length)).toEqual([10, 10, 1]);
  expect(batches.flat().map(({ Id }) => Number(Id))).toEqual(Array.from({ length: 21 }, (_, index) => index));
});

it('fills a request to the last byte and not beyond', () => {
  const half = maxBatchBytes / 2;
  expect(packBatches([entry('a', half), entry('b', half), entry('c', 1)]).map((batch) => batch.length)).toEqual([2, 1]);
  expect(packBatches([entry('a', half), entry('b', half + 1)]).map((batch) => batch.length)).toEqual([1, 1]);
});

it('rejects an entry that exceeds the limit', () => {
  expect(() => assertFits(entry('a', maxBatchBytes))).not.toThrow();
  expect(() => assertFits(entry('a', maxBatchBytes + 1))).toThrow(TooLargeError);
});
