import type { Backend } from '@snapinfra/testing';
import { tableNames } from '@snapinfra/platform';
import { countingJob, createCountingTable } from './counting-job.ts';
import { createJobSystem } from './job-system.ts';

/** Makes jobs, each with its worker and its sweeper, on one table: queued, or under their first lease. */
export const createJobSystems = (backend: Backend) => {
  const { dynamo } = backend.clients();
  const table = createCountingTable(dynamo, tableNames(backend.resources.tablePrefix).deployments);
  // Jobs of earlier tests are not due yet, so that a sweep finds one only.
  let startMs = Date.now();
  const newSystem = (kind = countingJob) =>
    createJobSystem(table, { kind, dynamo, startMs: (startMs -= 30 * 86_400_000) });
  const runningJob = async (kind = countingJob) => {
    const system = await newSystem(kind);
    const claim = await system.jobs.claim(system.id);
    if (claim.kind !== 'claimed') throw new Error(`the job is ${claim.kind}`);
    return { system, lease: claim.lease };
  };
  return { dynamo, table, newSystem, runningJob };
};
