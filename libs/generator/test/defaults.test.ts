import { describeFieldType, fieldTypes, hasLabels, readDataModel, type FieldType } from '@snapinfra/data-model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkshop, readModel, runTests, type Workshop } from './support/generated-project.ts';
import { startPostgres, usePostgres, type PostgresCluster } from './support/postgres.ts';
import { tail } from './support/run.ts';
import { spellings } from './support/spellings.ts';

/** Members that fields of a type may have; each makes fields of its own. */
const shapes = (type: FieldType): readonly Record<string, unknown>[] => {
  const { members, precision, usualLength, json } = describeFieldType(type);
  if (hasLabels(type))
    return [{ enumValues: ['one', "it's", 'ab', '{a,"b"}', ''] }, { enumValues: ['x'.repeat(70), 'one', '\\'] }];
  if (usualLength !== undefined) return [{ length: 3 }, { length: usualLength }];
  if (members.includes('length')) return [{}, { length: 3 }];
  if (precision === 'seconds') return [{}, { precision: 0 }, { precision: 3 }];
  if (json === 'int64') return [{}, { maximum: '9223372036854775806' }];
  if (precision === undefined) return [{}];
  const digits = [
    { precision: 5, scale: 2 },
    { precision: 3, scale: 3 },
  ];
  return [{}, ...digits, { precision: 20 }, { maximum: '0.30000000000000000001' }];
};

const types = fieldTypes.filter((type) => describeFieldType(type).cannotHaveDefault === undefined);

const isTaken = (field: object): boolean =>
  readDataModel({ name: 'm', tables: [{ name: 't', fields: [field] }] }).resolved !== undefined;

/** The fields whose defaults the data model takes, and how many it refuses. */
const fieldsOf = (type: FieldType, candidates: readonly unknown[]) => {
  // The tests of a project write lists of documents that are lists by PostgreSQL's json_populate_record, which takes them for a matrix.
  const items = candidates.filter((value) => !Array.isArray(value));
  const all = shapes(type).flatMap((shape) => [
    ...candidates.map((value) => ({ type, ...shape, default: value })),
    ...items.map((value) => ({ type, ...shape, array: true, default: [value, value] })),
  ]);
  const taken = all.filter((field) => isTaken({ name: 'f', ...field }));
  return { refused: all.length - taken.length, fields: taken.map((field, index) => ({ name: `f${index}`, ...field })) };
};

const seed = Number(process.env['FC_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const fieldsPerTable = 100;
/** The usual run takes one field of so many to PostgreSQL, each commit others. All of them: EVERY_SAMPLE=true. */
const oneOf = process.env['EVERY_SAMPLE'] === 'true' ? 1 : 4;

const tablesOf = (type: FieldType, candidates: readonly unknown[]) => {
  const fields = fieldsOf(type, candidates).fields.filter((_, index) => index % oneOf === seed % oneOf);
  const key = { name: 'id', type: 'serial', primary: true };
  return Array.from({ length: Math.ceil(fields.length / fieldsPerTable) }, (_, part) => ({
    name: `${type} ${part}`,
    fields: [key, ...fields.slice(part * fieldsPerTable, (part + 1) * fieldsPerTable)],
  }));
};

const postgres = usePostgres();

describe(`defaults (seed ${seed})`, () => {
  const candidates = spellings(seed);

  it.each(types)('type %s: some are taken, and some are refused', (type) => {
    const { fields, refused } = fieldsOf(type, candidates);
    expect(fields.length).toBeGreaterThan(0);
    expect(refused).toBeGreaterThan(0);
  });

  describe.skipIf(postgres.skip)(postgres.title, () => {
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

    it(
      'that are taken migrate, fill what is left out, and are taken by the API and stored alike',
      { timeout: 360_000 },
      async () => {
        const tables = types.flatMap((type) => tablesOf(type, candidates));
        const project = workshop.generate('defaults', readModel({ name: 'Defaults', tables }));
        const databaseUrl = await cluster.createDatabase('defaults');
        const { status, output } = await runTests(project, { databaseUrl, only: ['constraints', 'exactness'] });
        expect(status, tail(output)).toBe(0);
      },
    );
  });
});
