import { isMainThread } from 'node:worker_threads';

/**
 * Loaded into every child by `--import`: when the process that started it is gone, however it went, the child ends as
 * if it had been told to, and by force when that takes too long. Otherwise it would live on and hold its port.
 */
const forceAfterMs = 5_000;

if (isMainThread && process.channel) {
  process.once('disconnect', () => {
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), forceAfterMs).unref();
  });
  // A listener alone would keep the child running when its own work is done.
  process.channel.unref();
}
