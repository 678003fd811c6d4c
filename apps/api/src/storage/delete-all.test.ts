import type { ItemKey } from '@snapinfra/aws-clients';
import { expect, it } from 'vitest';
import { deleteAll } from './delete-all.ts';

it.each([0, 1, 500, 1201])('deletes all of %d items, and never holds more than 500 keys', async (count) => {
  const left = new Set(Array.from({ length: count }, (_, index) => String(index)));
  let [held, mostHeld] = [0, 0];
  const table = {
    queryKeys: async function* (): AsyncGenerator<ItemKey> {
      for (const sk of [...left]) {
        held += 1;
        mostHeld = Math.max(mostHeld, held);
        yield { pk: 'PROJECT#1', sk };
      }
    },
    batchDelete: async (keys: readonly ItemKey[]) => {
      for (const { sk } of keys) left.delete(sk);
      held -= keys.length;
    },
  };
  await deleteAll(table, { partition: 'PROJECT#1' });
  expect(left.size).toBe(0);
  expect(mostHeld).toBeLessThanOrEqual(500);
});
