import { expect, it } from 'vitest';
import type { ExportRecord } from './export-record.ts';
import { limitExports } from './sweep-exports.ts';

it('makes two exports at a time, and leaves others to a later look, also after one that failed', async () => {
  const begun: string[] = [];
  const ends = new Map<string, PromiseWithResolvers<void>>();
  const make = limitExports(async ({ id }) => {
    begun.push(id);
    const end = Promise.withResolvers<void>();
    ends.set(id, end);
    await end.promise;
  });
  const asked = (id: string) => make({ id } as ExportRecord);
  const [first, second] = [asked('a'), asked('b')];
  await asked('c');
  expect(begun).toEqual(['a', 'b']);
  ends.get('a')?.reject(new Error('failed'));
  await expect(first).rejects.toThrow('failed');
  const third = asked('c');
  expect(begun).toEqual(['a', 'b', 'c']);
  for (const id of ['b', 'c']) ends.get(id)?.resolve();
  await Promise.all([second, third]);
});
