import { isMainThread } from 'node:worker_threads';

/**
 * Loaded into every child by `--import`: if the parent process is gone, even killed, the child stops as on SIGTERM, and
 * is killed if that takes too long. Otherwise it would live on as an orphan and hold its port.
 */
const forceAfterMs = 5_000;

if (isMainThread && process.channel) {
  process.once('disconnect', () => {
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), forceAfterMs).unref();
  });
  // Otherwise the listener would keep the child running after its work is done.
  process.channel.unref();
}
