import type { JobWork, JobWriter } from '../../src/index.ts';
import type { TenRecord } from './ten-job.ts';

/** The work of the kind that counts to ten: it pauses at five until somebody says go. */
export const createCountToTen =
  (jobs: JobWriter<TenRecord>): JobWork<TenRecord> =>
  async ({ lease, record }, keeper) => {
    for (let { counted } = record; counted < 10; counted += 1) {
      if (counted === 5) {
        const paused = await jobs.wait(lease, 'paused', { for: 'go' }, { set: { counted } });
        if (paused.kind !== 'signalled') return paused;
      }
      keeper.report({ set: { counted: counted + 1 } });
    }
    await keeper.stop();
    return jobs.end(lease, 'counted', { set: { counted: 10 } });
  };
