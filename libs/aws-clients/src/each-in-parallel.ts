/** Processes every item, at most `parallel` at a time; rejects with the first failure after running work has ended. */
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
    // Also if reading the items fails: no work may continue after this function has returned.
    await Promise.all(running);
  }
  if (failures.length > 0) throw failures[0];
};

/** Maps every item, at most `parallel` at a time, and keeps their order. */
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
