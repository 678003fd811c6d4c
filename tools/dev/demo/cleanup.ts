/** Cleanup tasks for the end of the demo, however it ends; each runs once, in reverse order. */
export function createCleanup() {
  const tasks: (() => Promise<void>)[] = [];
  let ended: Promise<void> | undefined;
  const runAll = async () => {
    for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) await task();
  };
  return {
    add: (task: () => Promise<void>) => void tasks.push(task),
    run: () => (ended ??= runAll()),
  };
}

export type Cleanup = ReturnType<typeof createCleanup>;
