import { quietTelemetry, type JobRecord, type Telemetry } from '@snapinfra/platform';
import { sortOf, type JobRules } from './job-kind.ts';

export interface MeasureJobsDeps {
  readonly kind: Pick<JobRules, 'name' | 'statuses'>;
  readonly clock: () => Date;
  /** Default: nothing is recorded. */
  readonly telemetry?: Telemetry | undefined;
}

/** The metrics of the jobs of a kind. */
export const createMeasureJobs = ({ kind, clock, telemetry = quietTelemetry }: MeasureJobsDeps) => {
  const named = { 'job.kind': kind.name };
  return {
    claimed: (outcome: string) => telemetry.record('job.claims', 1, { ...named, outcome }),
    attempted: (durationMs: number, status: string) =>
      telemetry.record('job.attempt.duration', durationMs, { ...named, 'job.status': status }),
    swept: (action: string) => telemetry.record('job.sweeps', 1, { ...named, action }),
    /** A job has come to an end, or to wait. */
    settled: ({ status, createdAt }: Pick<JobRecord, 'status' | 'createdAt'>) => {
      const sort = sortOf(kind, status);
      const dimensions = { ...named, 'job.status': status };
      if (sort === 'waiting') telemetry.record('job.waits', 1, dimensions);
      if (sort === 'ended') {
        telemetry.record('job.duration', Math.max(0, clock().getTime() - Date.parse(createdAt)), dimensions);
      }
    },
  };
};
