import { join } from 'node:path';
import { readDataModel } from '@snapinfra/data-model';
import { generateProject } from '../src/index.ts';
import { createWorkshop } from '../test/support/generated-project.ts';

const rows = 330_000;
const parents = 33_000;

const id = { name: 'id', type: 'integer', primary: true };
const document = {
  name: 'Library',
  access: { read: ['public'] },
  tables: [
    { name: 'author', fields: [id] },
    { name: 'book', fields: [id, { name: 'author_id', type: 'integer', required: true }] },
  ],
  relationships: [{ type: 'many-to-one', fromTable: 'book', fromField: 'author_id', toTable: 'author', toField: 'id' }],
};

/** What the bench needs of a generated project. */
interface OpenProject {
  readonly database: {
    withSession(work: (session: { run(script: string): Promise<void> }) => Promise<void>): Promise<void>;
  };
  readonly api: {
    inject(url: string): Promise<{ readonly statusCode: number; readonly body: string }>;
    close(): Promise<void>;
  };
}

/** On a database in memory. */
const openProject = async (project: string): Promise<OpenProject> => {
  const load = (file: string) => import(join(project, 'src', file));
  const config = (await load('config.ts')).readConfig({ LOG_LEVEL: 'silent', DATA_FOLDER: 'memory' });
  const database = await (await load('open-database.ts')).openDatabase(config);
  const { resources } = await load('tables/index.ts');
  return { database, api: await (await load('app.ts')).buildApp({ config, database, resources }) };
};

const fill = `
  insert into author select generate_series(1, ${parents});
  insert into book select n, n % ${parents} + 1 from generate_series(1, ${rows}) n;
  analyze;`;

/** One page of authors with their books, in milliseconds. */
const measure = async ({ api }: OpenProject): Promise<number> => {
  const started = performance.now();
  const { statusCode, body } = await api.inject('/api/author?limit=100&include=book');
  if (statusCode !== 200) throw new Error(body);
  return performance.now() - started;
};

const measureProject = async (project: string): Promise<number> => {
  const open = await openProject(project);
  await open.database.withSession((session) => session.run(fill));
  await measure(open);
  const milliseconds = await measure(open);
  await open.api.close();
  return milliseconds;
};

/** Prints what an `include` over a foreign key takes with an index for it and without, in one run; answers whether it pays. */
export const reportInclude = async (): Promise<boolean> => {
  const { model: dataModel, resolved: model } = readDataModel(document);
  if (!dataModel || !model) throw new Error('the model is not valid');
  const workshop = createWorkshop();
  const project = (indexForeignKeys: boolean) =>
    workshop.write(
      `indexed-${indexForeignKeys}`,
      generateProject({ model, dataModel, options: { indexForeignKeys }, generatorVersion: '0.0.0' }).files,
    );
  try {
    console.log(`\nA page of 100 rows with what refers to each, among ${rows.toLocaleString('en')} rows`);
    const [without, indexed] = [await measureProject(project(false)), await measureProject(project(true))];
    console.log(
      `  without an index ${(without / 1000).toFixed(2)} s, with indexForeignKeys ${(indexed / 1000).toFixed(2)} s: ${(without / indexed).toFixed(0)} times as fast`,
    );
    return indexed * 10 < without;
  } finally {
    workshop.clean();
  }
};
