import { tableNames } from '@snapinfra/platform';
import { useBackend } from '@snapinfra/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { writeTransition } from '../src/index.ts';
import {
  carefulCountingJob,
  countingJob,
  createCountingTable,
  type CountingKind,
  type CountingRecord,
} from './support/counting-job.ts';
import { ignoring } from './support/ignoring.ts';
import { anyCommand } from './support/job-commands.ts';
import { newModel } from './support/job-model.ts';
import { createJobSystem, type ConditionChange, type JobSystem } from './support/job-system.ts';
import { runsOf } from './support/runs.ts';

const backend = await useBackend();
const { dynamo } = backend.clients();
const table = createCountingTable(dynamo, tableNames(backend.resources.tablePrefix).deployments);

/** All workers are gone but one that takes what comes, and time goes on: the job ends, and owes nothing any more. */
const settle = async (system: JobSystem): Promise<CountingRecord> => {
  system.loseAnswers(false);
  system.setTopic(true);
  for (let round = 0; round < 40; round += 1) {
    const record = await system.read();
    if (record.waiting?.for === 'operator') await writeTransition(system.table, system.transitions.unpark(record));
    else if (record.waiting !== undefined) await system.signal(system.id, record.waiting.for);
    const { outboxDueAt } = await system.read();
    if (outboxDueAt === undefined) return record;
    system.advance(Math.max(0, outboxDueAt - system.nowMs()) + 1);
    const before = system.sent.length;
    await system.sweep();
    if (system.sent.length === before) continue;
    const found = await system.jobs.claim(system.id);
    if (found.kind === 'claimed') await system.jobs.end(found.lease, 'counted');
  }
  throw new Error('the job never settled');
};

const asModelled = (kind: CountingKind, conditionOf?: ConditionChange) =>
  fc.asyncProperty(fc.commands([anyCommand], { maxCommands: 30 }), async (commands) => {
    const system = await createJobSystem(table, {
      kind,
      dynamo,
      startMs: Date.now(),
      ...(conditionOf && { conditionOf }),
    });
    try {
      const model = newModel(kind);
      await fc.asyncModelRun(() => ({ model, real: system }), commands);
      const settled = await settle(system);
      expect(kind.statuses[settled.status]).toBe('ended');
      expect(settled).toMatchObject({ traceparent: 'of the first request', owedEvents: {} });
      // Each of those that the model knows, once or more often, and those of the end that followed.
      const told = [...new Map(system.published.map(({ id, type }) => [id, type])).values()];
      for (const type of new Set(model.told)) {
        const count = (types: readonly string[]) => types.filter((other) => other === type).length;
        expect(count(told), type).toBeGreaterThanOrEqual(count(model.told));
      }
    } finally {
      // A sweep finds the job of its own run only.
      await table.delete(kind.keyOf(system.id));
    }
  });

it.each([countingJob, carefulCountingJob])(
  'a $name is what the model says after any steps, of holders and stale ones, with answers lost; and it ends',
  async (kind) => {
    await fc.assert(asModelled(kind), runsOf(15, backend));
  },
);

/** What the model notices does not depend on the backend, and hundreds of runs take a minute and a half on LocalStack. */
const once = <Case>(cases: readonly Case[]): readonly Case[] => (backend.name === 'local-aws' ? cases : []);

/** Each with a seed whose runs find it soon. */
it.each(
  once([
    ['status', 1],
    ['attempts', 83],
    ['leaseToken', 1],
    ['leaseExpiresAtEpochMs', 1],
    ['version', 3],
    ['waiting', 3],
    ['signals', 30],
    ['cancelRequestedAt', 1],
    ['notBeforeEpochMs', 42],
  ]),
)('the model notices where no condition asks for %s', async (attribute, seed) => {
  const property = asModelled(carefulCountingJob, ignoring(attribute));
  const found = await fc.check(property, { numRuns: 200, seed, endOnFailure: true });
  expect(found.failed).toBe(true);
});
