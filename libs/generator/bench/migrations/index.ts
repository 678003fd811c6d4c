import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDataModel, type DataModel } from '@snapinfra/data-model';
import pg from 'pg';
import { generateProject, type GeneratedProject } from '../../src/index.ts';
import { migrate } from '../../template/src/core/migrations.ts';
import { openAddress } from '../../test/support/open-address.ts';
import { startPostgres, usePostgres, type PostgresCluster } from '../../test/support/postgres.ts';
import { whileProbing, type Waits } from './probes.ts';
import { base, filling, rows, scenarios, type Scenario } from './scenarios.ts';

type Measured = Waits & { readonly ms: number };

const generatorVersion = '0.0.0';

const generate = (document: DataModel, before?: GeneratedProject): GeneratedProject => {
  const { model: dataModel, resolved: model } = readDataModel(document);
  if (!dataModel || !model) throw new Error('the model is not valid');
  const history = before && { ...before, generationId: 'first', generatorVersion };
  return generateProject({ model, dataModel, options: {}, history, generatorVersion });
};

const first = generate(base);

/** Applies the migrations of a generation as its project does. */
const applyMigrations = async (url: string, { migrations }: GeneratedProject): Promise<void> => {
  const project = mkdtempSync(join(tmpdir(), 'snapinfra-bench-'));
  for (const { name, sql } of migrations) writeFileSync(join(project, name), sql);
  const database = await openAddress(url);
  try {
    await migrate(database, project);
  } finally {
    await database.close();
    rmSync(project, { recursive: true });
  }
};

const runScript = async (url: string, script: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(script);
  await client.end();
};

const template = 'filled';

const fill = async (cluster: PostgresCluster): Promise<string> => {
  const url = await cluster.createDatabase(template);
  await applyMigrations(url, first);
  await runScript(url, filling);
  await runScript(url, 'vacuum analyze');
  return url;
};

/** Does the work on a copy of the filled database. */
const onCopy = async (filled: string, work: (url: string) => Promise<void>): Promise<Measured> => {
  const server = filled.replace(/[^/]*$/, 'postgres');
  const url = filled.replace(/[^/]*$/, 'copy');
  await runScript(server, `create database copy template ${template}`);
  try {
    return await whileProbing(url, () => work(url));
  } finally {
    await runScript(server, 'drop database copy with (force)');
  }
};

const milliseconds = (time: number): string => time.toFixed(time < 10 ? 1 : 0).padStart(7);
const ratio = (naive: number, planned: number): string => (naive / planned).toFixed(1).padStart(6);

const line = ({ title }: Scenario, planned: Measured, naive: Measured): string =>
  [
    title.padEnd(30),
    ...(['ms', 'reading', 'writing'] as const).map(
      (what) => `${milliseconds(naive[what])} ${milliseconds(planned[what])} ${ratio(naive[what], planned[what])}`,
    ),
  ].join(' │ ');

/** Of the three numbers in each column. */
const columns = ['takes', 'a reader waits at most', 'a writer waits at most'];
const numbers = `${'naive'.padStart(7)} ${'planned'.padStart(7)} ${'ratio'.padStart(6)}`;
const headings = [columns.map((column) => column.padEnd(numbers.length)), columns.map(() => numbers)].map((cells) =>
  [''.padEnd(30), ...cells].join(' │ '),
);

/**
 * Prints what the common steps take on a table of a million rows, and how long one who reads or writes a row of it waits at
 * most, beside a form that is often written; answers whether nobody who writes waits longer than with that form.
 */
export const reportMigrations = async (): Promise<boolean> => {
  if (usePostgres().skip) {
    console.log('\nMigrations: there is no PostgreSQL 15');
    return true;
  }
  const cluster = await startPostgres();
  try {
    const filled = await fill(cluster);
    console.log(
      `\nSteps of a migration on ${rows.toLocaleString('en')} rows (PostgreSQL 15, fsync off), in milliseconds`,
    );
    console.log(
      'naive: the form that is often written, in one transaction; planned: the generated migration, as a project applies it; ' +
        'ratio: naive / planned',
    );
    for (const heading of headings) console.log(heading);
    const met: boolean[] = [];
    for (const scenario of scenarios) {
      const model = structuredClone(base);
      scenario.change(model);
      const later = generate(model, first);
      const naive = await onCopy(filled, (url) => runScript(url, `begin; ${scenario.naive} commit;`));
      const planned = await onCopy(filled, (url) => applyMigrations(url, later));
      met.push(planned.writing < naive.writing * 1.5 || planned.writing < 100);
      console.log(line(scenario, planned, naive));
    }
    return met.every(Boolean);
  } finally {
    await cluster.stop();
  }
};
