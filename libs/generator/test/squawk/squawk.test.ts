import { resolveModel, type DataModel, type Field } from '@snapinfra/data-model';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { chains } from '../../test-support/chains/chains.ts';
import { evolve } from '../../test-support/chains/evolve.ts';
import { arbitraryModelChange } from '../../test-support/changed-model.ts';
import { numberedFiles, planSchemaChange, schemaStateOf } from '../../src/schema-changes/index.ts';
import { readSample } from '../support/generated-project.ts';
import { acceptedFindings, type AcceptedFinding } from './accepted-findings.ts';
import { squawk, useSquawk, type ChangeFile, type Finding } from './squawk.ts';

const seed = Number(process.env['FC_SEED'] ?? Date.now() % 2 ** 31);
const numRuns = Number(process.env['FC_RUNS'] ?? 40);

/** Every migration of the chains, and those that a filled database refuses. */
const migrations = (): readonly ChangeFile[] =>
  Object.entries(chains).flatMap(([sample, chain]) => {
    const { steps } = evolve(readSample(sample).model, chain);
    const refused = steps.flatMap(({ refused, before, after }) =>
      refused === undefined || refused === after ? [] : refused.migrations.slice(before.migrations.length),
    );
    return [
      ...(steps.at(-1)?.after.migrations ?? []).map(({ name, sql }) => ({ name: `${sample}-${name}`, sql })),
      ...refused.map(({ name, sql }) => ({ name: `${sample}-refused-${name}`, sql })),
    ];
  });

const stateOf = (dataModel: DataModel) => {
  const { resolved } = resolveModel(dataModel);
  if (resolved === undefined) throw new Error('a valid model is resolved');
  return schemaStateOf({ dataModel, resolved });
};

const field = (name: string, type: Field['type'], more: Partial<Field> = {}): Field => ({ name, type, ...more });
const withFields = (...fields: readonly Field[]): DataModel => ({
  name: 'Rough',
  tables: [{ name: 'kept', fields: [field('id', 'uuid', { primary: true }), ...fields] }],
});

/** Another primary key beside the old one, and one whose old fields, with what refers to them, change. */
const changedKeys = (): readonly ChangeFile[] => {
  const code = field('code', 'text', { required: true });
  const keyed = (id: Field, key: string, ofItem: Field['type']): DataModel => ({
    name: 'Keys',
    tables: [
      { name: 'beside', fields: [field('id', 'uuid'), code], primaryKey: [key] },
      { name: 'group', fields: [id, code], primaryKey: [key] },
      { name: 'item', fields: [field('id', 'uuid', { primary: true }), field('group', ofItem)] },
    ],
    relationships: [
      { type: 'many-to-one', fromTable: 'item', fromFields: ['group'], toTable: 'group', toFields: ['id'] },
    ],
  });
  const from = stateOf(keyed(field('id', 'integer'), 'id', 'integer'));
  const to = stateOf(keyed(field('id', 'bigint', { unique: true }), 'code', 'bigint'));
  return numberedFiles(planSchemaChange({ from, to }), 2).map(({ name, sql }) => ({ name: `keys-${name}`, sql }));
};

/** What no step of the chains does. */
const roughChange = (): readonly ChangeFile[] => {
  const before = withFields(field('number', 'integer'), field('text', 'text', { required: true }));
  before.tables.push({ name: 'dropped', fields: [field('id', 'uuid', { primary: true })] });
  const after = withFields(
    field('number', 'serial'),
    field('text', 'text'),
    field('token', 'uuid', { default: 'gen_random_uuid()' }),
    field('position', 'serial'),
    field('day', 'date', { default: 'CURRENT_DATE' }),
    field('local', 'timestamp'),
  );
  const plan = planSchemaChange({ from: stateOf(before), to: stateOf(after) });
  return numberedFiles(plan, 2).map(({ name, sql }) => ({ name: `rough-${name}`, sql }));
};

/** Migrations between random pairs of models. */
const randomMigrations = (): readonly ChangeFile[] =>
  fc
    .sample(arbitraryModelChange({ maxTables: 5, maxFields: 5 }), { seed, numRuns })
    .flatMap(({ before, after, renames }, position) => {
      const plan = planSchemaChange({ from: stateOf(before), to: stateOf(after), renames });
      return numberedFiles(plan, 2).map(({ name, sql }) => ({ name: `${position}-${name}`, sql }));
    });

const accepts = ({ rule, kinds, statement }: AcceptedFinding, finding: Finding): boolean =>
  rule === finding.rule && kinds.includes(finding.kind) && (statement?.test(finding.statement) ?? true);

const unexpected = (findings: readonly Finding[]): readonly string[] =>
  findings
    .filter((finding) => !acceptedFindings.some((accepted) => accepts(accepted, finding)))
    .map(({ file, rule, statement }) => `${file}: ${rule}: ${statement}`);

const { skip, title } = useSquawk();

describe.skipIf(skip)(title, () => {
  let findings: readonly Finding[];
  let files: readonly ChangeFile[];
  beforeAll(async () => {
    files = [...migrations(), ...roughChange(), ...changedKeys()];
    findings = await squawk(files);
  });

  it('finds nothing in the migrations of the samples that is not accepted with a reason', () => {
    expect(files.length).toBeGreaterThan(60);
    expect(unexpected(findings)).toEqual([]);
  });

  it(`finds nothing else in migrations between ${numRuns} random pairs of models (seed ${seed})`, async () => {
    const migrations = randomMigrations();
    expect(migrations.length).toBeGreaterThan(numRuns / 2);
    expect(unexpected(await squawk(migrations))).toEqual([]);
  });

  it('finds everything that is accepted', () => {
    const unused = acceptedFindings.filter((accepted) => !findings.some((finding) => accepts(accepted, finding)));
    expect(unused).toEqual([]);
  });

  it('finds what is written unsafely', async () => {
    const unsafe = [
      { name: '0002_changes.sql', sql: 'CREATE INDEX "book_title_idx" ON "book" ("title");\n' },
      { name: '0003_changes.sql', sql: 'ALTER TABLE "book" ADD CONSTRAINT "c" CHECK ("pages" > 0);\n' },
      {
        name: '0004_changes.sql',
        sql: 'SELECT 1;\nCREATE INDEX CONCURRENTLY IF NOT EXISTS "i" ON "book" ("title");\n',
      },
    ];
    const rules = unexpected(await squawk(unsafe)).map((finding) => finding.split(': ').slice(0, 2).join(': '));
    expect(rules).toEqual(
      expect.arrayContaining([
        '0002_changes.sql: require-concurrent-index-creation',
        '0003_changes.sql: constraint-missing-not-valid',
        '0004_changes.sql: ban-concurrent-index-creation-in-transaction',
      ]),
    );
  });
});
