/** Does something with every item, a few at a time (8 unless said otherwise); rejects with the first failure once those under way have ended. */
export const eachInParallel = async <Item>(
  items: AsyncIterable<Item> | Iterable<Item>,
  work: (item: Item) => Promise<unknown>,
  parallel = 8,
): Promise<void> => {
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const start = async (item: Item): Promise<void> => {
    try {
      await work(item);
    } catch (error) {
      failures.push(error);
    }
  };
  try {
    for await (const item of items) {
      if (failures.length > 0) break;
      const task = start(item).finally(() => running.delete(task));
      running.add(task);
      if (running.size >= parallel) await Promise.race(running);
    }
  } finally {
    // Also where the items themselves cannot be read any further: nothing goes on behind the caller's back.
    await Promise.all(running);
  }
  if (failures.length > 0) throw failures[0];
};

/** Makes something of every item, in their order, at most so many at a time. */
export const mapInParallel = async <From, To>(
  items: readonly From[],
  parallel: number,
  make: (item: From) => Promise<To>,
): Promise<To[]> => {
  const made: To[] = [];
  const work = async ([index, item]: readonly [number, From]) => {
    made[index] = await make(item);
  };
  await eachInParallel(items.entries(), work, parallel);
  return made;
};
