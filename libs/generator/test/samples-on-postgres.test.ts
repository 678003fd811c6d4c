import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkshop, readSample, runTests, type Workshop } from './support/generated-project.ts';
import { startPostgres, usePostgres, type PostgresCluster } from './support/postgres.ts';
import { tail } from './support/run.ts';
import { choice, testedOn } from './support/usual-samples.ts';

const postgres = usePostgres();

describe.skipIf(postgres.skip)(`the projects of ${choice}, ${postgres.title}`, () => {
  let workshop: Workshop;
  let cluster: PostgresCluster;
  beforeAll(async () => {
    workshop = createWorkshop();
    cluster = await startPostgres();
  });
  afterAll(async () => {
    workshop.clean();
    await cluster.stop();
  });

  it.each(testedOn('postgres'))('%s passes its own tests', { timeout: 360_000 }, async (sample) => {
    const project = workshop.generate(sample, readSample(sample));
    const databaseUrl = await cluster.createDatabase(`tests-of-${sample}`);
    const { status, output } = await runTests(project, { databaseUrl });
    expect(status, tail(output)).toBe(0);
  });
});
