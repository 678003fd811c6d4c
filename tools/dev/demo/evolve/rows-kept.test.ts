import { expect, test } from 'vitest';
import type { Send } from '../api-client.ts';
import { readAgain, type ReadRow } from './rows-kept.ts';

const rows: readonly ReadRow[] = [
  { path: '/api/customer/1', headers: {}, values: { id: 1, company: 'x', tags: ['a'] } },
];
const renamed = new Map([['company', 'organisation']]);

const answering =
  (status: number, body: Readonly<Record<string, string | number | readonly string[]>>): Send =>
  () =>
    Promise.resolve({ status, body, etag: undefined, contentType: 'application/json', durationMs: 0 });

test('takes a row for the same under the later names of its fields, with more of them', async () => {
  const values = { id: 1, organisation: 'x', tags: ['a'], tier: 'standard' };
  expect(await readAgain(rows, answering(200, values), renamed)).toMatchObject([{ values }]);
});

test('fails for a value that changed or went, and for a row that is not there', async () => {
  const again = (status: number, values: Parameters<typeof answering>[1]) =>
    readAgain(rows, answering(status, values), renamed);
  await expect(again(200, { id: 1, organisation: 'y', tags: ['a'] })).rejects.toThrow(
    'organisation of /api/customer/1 is "y", and was "x"',
  );
  await expect(again(200, { id: 1, organisation: 'x' })).rejects.toThrow('tags of /api/customer/1');
  await expect(again(404, {})).rejects.toThrow('returned 404');
});
