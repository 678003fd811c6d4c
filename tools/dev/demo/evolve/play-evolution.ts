import { rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { createApiClient, type Send } from '../api-client.ts';
import { DemoError } from '../demo-error.ts';
import { createGateway, type Gateway } from '../gateway.ts';
import { startGeneratedApi } from '../generated-api.ts';
import { loadGeneratedTests } from '../generated-tests.ts';
import { createProject, generateProject } from '../get-project.ts';
import type { Demo } from '../play-demo.ts';
import { ownersEnvironment } from '../processes.ts';
import { findOrStartSystem, portOrAnother } from '../system.ts';
import { fillTables, installProject, type Owner } from '../try-project.ts';
import { evolve, withIds } from './evolved-model.ts';
import { readAgain, readRows, type ReadRow } from './rows-kept.ts';
import { showPlan } from './show-plan.ts';

const renamed = new Map([['company', 'organisation']]);

/** The demo of a change: a database is filled, its model changes, and the next generation migrates it. */
export async function playEvolution({ model, modelFile, story, cleanup, workspaceRoot }: Demo): Promise<void> {
  const before = withIds(model.schema);
  const name = `${model.name} evolving`;
  story.line(`\n${name}: ${modelFile}, changed while its database has rows\n`);
  const system = await story.step(
    'Starting Snapinfra: local AWS, gateway, worker',
    (detail) => findOrStartSystem(cleanup, (line) => detail(line.trim())),
    ({ url, stop }) => `Snapinfra ${stop ? 'started' : 'is already running'} at ${url}`,
  );
  const gateway = createGateway(system.url);
  const project = await createProject(gateway, { name, schema: { ...before, name } }, story);
  const generate = () => generateProject(gateway, project.id, story, workspaceRoot);
  const owner: Owner = { folder: await generate(), env: ownersEnvironment(process.env, workspaceRoot), cleanup };
  const dataFolder = join(owner.folder, '.data-of-the-demo');
  // That of an earlier run.
  await rm(dataFolder, { recursive: true, force: true });
  await installProject(owner, story);
  const start = (title: string) => startOn(owner, dataFolder, story, title);

  const first = await start('Starting it on an empty database');
  const tests = await loadGeneratedTests(owner.folder);
  const rows = await readRows(tests, await fillTables(tests, first.send, story), first.send);
  await first.stop();

  const { changes, model: after } = evolve(before);
  story.line('\n  The model changes:');
  for (const change of changes) story.line(`    - ${change}`);
  await saveAndPlan(gateway, project.schemaId, { ...after, name }, story);
  await generate();
  const second = await start('Starting it on the same database, which it migrates');
  const kept = await story.step(
    'Reading the rows again',
    () => readAgain(rows, second.send, renamed),
    (again) => `All ${again.length} rows are there, with every value that they had`,
  );
  showCustomer(rows, kept, story.line);
  await second.stop();
  if (system.stop) await story.step('Stopping Snapinfra', system.stop, () => 'Stopped Snapinfra; its state is kept');
  story.line(`\nDone in ${story.elapsed()}. The migrations: ${relative(workspaceRoot, owner.folder)}/migrations\n`);
}

async function startOn(
  { folder, env, cleanup }: Owner,
  dataFolder: string,
  story: Demo['story'],
  title: string,
): Promise<{ send: Send; stop: () => Promise<void> }> {
  const port = await portOrAnother(0);
  const { url, stop } = await story.step(
    title,
    () => startGeneratedApi({ folder, port, env, dataFolder }, cleanup),
    (api) => `${title}: it runs at ${api.url}`,
  );
  return { send: createApiClient(url), stop: () => story.step('Stopping it', stop, () => 'Stopped it') };
}

async function saveAndPlan(
  gateway: Gateway,
  schemaId: string | null,
  schema: object,
  story: Demo['story'],
): Promise<void> {
  if (schemaId === null) throw new DemoError('The project has no schema');
  const diff = await story.step(
    'Saving the model and asking what it does to the database (GET /api/schemas/:id/diff)',
    async () => {
      await gateway.updateSchema(schemaId, schema);
      return gateway.diff(schemaId);
    },
    ({ steps, files }) => `The plan has ${steps.length} steps in ${files.length} files:`,
  );
  showPlan(diff, story);
}

/** The key and a name of a row, and what the other one does not have. */
const glimpse = ({ values }: ReadRow, other: ReadRow): string =>
  JSON.stringify(
    Object.fromEntries(Object.entries(values).filter(([name], position) => position < 2 || !(name in other.values))),
  );

function showCustomer(before: readonly ReadRow[], after: readonly ReadRow[], line: (text?: string) => void): void {
  const position = before.findIndex(({ values }) => 'company' in values);
  const [was, is] = [before[position], after[position]];
  if (was === undefined || is === undefined) return;
  line(`\n  GET ${was.path}`);
  line(`    before  ${glimpse(was, is)}`);
  line(`    after   ${glimpse(is, was)}\n`);
}
