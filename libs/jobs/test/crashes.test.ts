import { createTable, type Table } from '@snapinfra/aws-clients';
import {
  codeGenerationArchiveKey,
  CodeGenerationRecord,
  idBelowProject,
  outboxIndex,
  tableNames,
  type JobRecord,
} from '@snapinfra/platform';
import { useBackend } from '@snapinfra/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CancelRequestedError, newJob, type JobWork, type Written } from '../src/index.ts';
import { codeGenerationJob } from '../src/kinds/code-generation.ts';
import { carefulCountingJob, createCountingTable, ringBell, type CountingRecord } from './support/counting-job.ts';
import { ignoring } from './support/ignoring.ts';
import type { ConditionChange } from './support/job-system.ts';
import { runsOf } from './support/runs.ts';
import { createWorld, interruptions, type Interruption, type Process, type World } from './support/world.ts';

const backend = await useBackend();
const { dynamo } = backend.clients();
const tables = tableNames(backend.resources.tablePrefix);
const counts = createCountingTable(dynamo, tables.deployments);
const generations = createTable({
  dynamo,
  tableName: tables['code-generations'],
  schema: CodeGenerationRecord,
  indexes: [outboxIndex],
});

/** Counts to ten, rings a bell on its way and pauses at five until somebody says go. */
const countToTen =
  (bells: string[]) =>
  ({ jobs, call, newId }: Process<CountingRecord>): JobWork<CountingRecord> =>
  async ({ lease, record, steps }, _keeper, signal) => {
    let { counted } = record;
    const countTo = async (goal: number): Promise<Written<CountingRecord> | undefined> => {
      while (counted < goal) {
        counted += 1;
        const written = await jobs.renew(lease, { set: { counted } });
        if (written.kind === 'lost') return written;
        if (written.record.cancelRequestedAt !== undefined) throw new CancelRequestedError();
      }
      return undefined;
    };
    const lost = await countTo(5);
    if (lost) return lost;
    const act = ({ token }: { readonly token: string }) => call(async () => ({ rung: bells.push(token) }));
    await steps.run(ringBell, { intent: () => ({ token: newId() }), act }, signal);
    const paused = await jobs.wait(lease, 'paused', { for: 'go' });
    if (paused.kind !== 'signalled') return paused;
    return (await countTo(10)) ?? jobs.end(lease, 'counted');
  };

/** Stores an archive under its lease and completes. */
const generate =
  ({ jobs, call, objects }: Process<CodeGenerationRecord>): JobWork<CodeGenerationRecord> =>
  async ({ lease, record }) => {
    const progress = { phase: 'storing', percent: 90, message: '' };
    const written = await jobs.renew(lease, { set: { progress } });
    if (written.kind === 'lost') return written;
    const archiveKey = codeGenerationArchiveKey(record.id, lease.token);
    await call(async () => objects.add(archiveKey));
    const sizes = { archiveBytes: 1, fileCount: 1, tableCount: 1, durationMs: 1 };
    const names = { archiveKey, archiveSha256: '', fileName: '', generatorVersion: '1' };
    const result = { ...sizes, ...names, completedAt: new Date().toISOString() };
    return jobs.end(lease, 'completed', { set: { result } });
  };

const anyInterruption: fc.Arbitrary<Interruption | undefined> = fc.option(
  fc.record({
    at: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 20 })),
    what: fc.constantFrom(...interruptions),
  }),
  { nil: undefined, freq: 4 },
);

interface Happening {
  readonly [fc.toStringMethod]: () => string;
  readonly happen: (world: World) => Promise<void> | void;
}
const happening = (name: string, happen: Happening['happen']): Happening => ({
  happen,
  [fc.toStringMethod]: () => name,
});
const anyHappening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 4,
    arbitrary: anyInterruption.map((what) => happening(`work ${JSON.stringify(what)}`, (w) => w.work(what))),
  },
  {
    weight: 2,
    arbitrary: anyInterruption.map((what) => happening(`sweep ${JSON.stringify(what)}`, (w) => w.sweep(what))),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      happening('a message', (world) => world.deliver()),
      happening('a message', (world) => world.deliver()),
      happening('signal', (world) => world.signal()),
      happening('cancel', (world) => world.cancel()),
      happening('a minute passes', (world) => world.pass(60_000)),
      happening('a day passes', (world) => world.pass(86_400_000)),
      happening('the clock is set back', (world) => world.pass(-15_000)),
      happening('the topic goes down', (world) => world.setTopic(false)),
      happening('the topic comes up', (world) => world.setTopic(true)),
      happening('the queue goes down', (world) => world.setQueue(false)),
      happening('the queue comes up', (world) => world.setQueue(true)),
    ),
  },
);

const startMs = Date.now();
const projectId = '01JDV00000000000000000000P';
let ids = 0;
const newRecord = (kind: typeof codeGenerationJob | typeof carefulCountingJob) => {
  const id = idBelowProject(projectId, String((ids += 1)).padStart(26, '0'));
  return { ...newJob(kind, id, new Date(startMs)), userId: 'ada', tenantId: 'grace', correlationId: 'c' };
};

/** Whatever happens: the job ends, each event that it ever owed is out, and no lease was given twice. */
const survive = async (world: World, happenings: readonly Happening[]): Promise<JobRecord> => {
  world.deliver();
  for (const { happen } of happenings) await happen(world);
  const job = await world.heal();
  expect([...world.owed].filter((id) => !world.published.has(id))).toEqual([]);
  expect(new Set(world.tokens).size).toBe(world.tokens.length);
  return job;
};

const anyHappenings = fc.array(anyHappening, { minLength: 5, maxLength: 20 });

const counting = (conditionOf?: ConditionChange) =>
  fc.asyncProperty(anyHappenings, async (happenings) => {
    const bells: string[] = [];
    const record: CountingRecord = { ...newRecord(carefulCountingJob), counted: 0 };
    await counts.put(carefulCountingJob.keyOf(record.id), record);
    const kind = carefulCountingJob;
    const watched: Table<CountingRecord> = {
      ...counts,
      update: async (...args) => {
        const result = await counts.update(...args);
        if (result.ok && result.item.counted > 5) expect(result.item.signals).toHaveProperty('go');
        return result;
      },
    };
    const options = { kind, table: watched, record, work: countToTen(bells), ...(conditionOf && { conditionOf }) };
    const world = createWorld(options);
    try {
      const job = await survive(world, happenings);
      expect(['counted', 'stopped']).toContain(job.status);
      expect(new Set(bells).size, 'a step has one intent').toBeLessThanOrEqual(1);
      if (job.status === 'counted') expect(await world.read()).toMatchObject({ counted: 10 });
    } finally {
      await counts.delete(kind.keyOf(record.id));
    }
  });

const generating = (conditionOf?: ConditionChange) =>
  fc.asyncProperty(anyHappenings, async (happenings) => {
    const names = { projectId, projectName: 'P', schemaId: 's', schemaVersion: 1, options: {} };
    const progress = { phase: 'queued', percent: 0, message: '' };
    const record: CodeGenerationRecord = { ...newRecord(codeGenerationJob), ...names, progress };
    await generations.put(codeGenerationJob.keyOf(record.id), record);
    const kind = codeGenerationJob;
    const world = createWorld({
      kind,
      table: generations,
      record,
      work: generate,
      ...(conditionOf && { conditionOf }),
    });
    try {
      const { status } = await survive(world, happenings);
      const { result } = await world.read();
      expect([...world.objects]).toEqual(status === 'completed' ? [result?.archiveKey] : []);
    } finally {
      await generations.delete(kind.keyOf(record.id));
    }
  });

it('a count survives crashes at any point, failing publishes and two holders at once', async () => {
  await fc.assert(counting(), runsOf(10, backend));
});

it('a code generation survives them too, and leaves nothing behind', async () => {
  await fc.assert(generating(), runsOf(10, backend));
});

/** What the model notices does not depend on the backend, and hundreds of runs take a minute and a half on LocalStack. */
const once = <Case>(cases: readonly Case[]): readonly Case[] => (backend.name === 'local-aws' ? cases : []);

it.each(
  once([
    ['leaseToken', counting, 1],
    ['signals', counting, 1],
    ['status', generating, 2],
    ['leaseToken', generating, 56],
  ] as const),
)('it is noticed where no condition asks for %s', async (attribute, property, seed) => {
  const found = await fc.check(property(ignoring(attribute)), { numRuns: 100, seed, endOnFailure: true });
  expect(found.failed).toBe(true);
});
