import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrateAndRead } from '../test-support/check-catalogue.ts';
import { startPglite } from '../test-support/pglite.ts';
import { generateFiles, readSample, samples } from './support/generated-project.ts';
import { startPostgres, usePostgres, type PostgresCluster } from './support/postgres.ts';

type Database = Parameters<typeof migrateAndRead>[0];
const postgres = usePostgres();

const migrationOf = (sample: string) => String(generateFiles(readSample(sample)).get('migrations/0001_initial.sql'));

const equalsTheModel = async (database: Database, sample: string) => {
  const { actual, expected } = await migrateAndRead(database, readSample(sample).resolved, migrationOf(sample));
  expect(actual).toEqual(expected);
};

describe('the catalogue of a migrated PGlite equals the model', () => {
  let database: Awaited<ReturnType<typeof startPglite>>;
  beforeAll(async () => {
    database = await startPglite();
  });
  afterAll(() => database.close());
  it.each(samples)('%s', (sample) => equalsTheModel(database, sample));
});

describe.skipIf(postgres.skip)(`the catalogue of a migrated database equals the model, ${postgres.title}`, () => {
  let cluster: PostgresCluster;
  let client: pg.Client;
  beforeAll(async () => {
    cluster = await startPostgres();
    client = new pg.Client({ connectionString: await cluster.createDatabase('catalogue') });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await cluster.stop();
  });
  it.each(samples)('%s', (sample) =>
    equalsTheModel(
      { query: (text, parameters) => client.query(text, parameters), exec: (text) => client.query(text) },
      sample,
    ),
  );
});
