import { createHash } from 'node:crypto';
import { join, relative } from 'node:path';
import type { CodeGeneration, SavedProject } from '@snapinfra/contracts';
import { createApiClient, type Answer } from './api-client.ts';
import type { Cleanup } from './cleanup.ts';
import { createRows } from './create-rows.ts';
import { DemoError } from './demo-error.ts';
import { createGateway, type Gateway } from './gateway.ts';
import { startGeneratedApi } from './generated-api.ts';
import { loadGeneratedTests } from './generated-tests.ts';
import { ownersEnvironment, run, type Running } from './processes.ts';
import { showRequests } from './show-requests.ts';
import type { Story } from './story.ts';
import { findOrStartSystem, portOrAnother } from './system.ts';
import { unpackProject } from './unpack-project.ts';

export interface Demo {
  readonly model: { readonly name: string; readonly schema: unknown };
  readonly modelFile: string;
  readonly story: Story;
  readonly cleanup: Cleanup;
  readonly workspaceRoot: string;
}

/** The main job, from a model to requests to the backend that came out. */
export async function playDemo({ model, modelFile, story, cleanup, workspaceRoot }: Demo): Promise<void> {
  story.line(`\n${model.name}: from ${modelFile} to a backend that runs\n`);
  const system = await story.step(
    'Starting Snapinfra: local AWS, gateway, worker',
    (detail) => findOrStartSystem(cleanup, (line) => detail(line.trim())),
    ({ url, startedByDemo }) => `Snapinfra ${startedByDemo ? 'started' : 'runs already'} at ${url}`,
  );
  const gateway = createGateway(system.url);
  const project = await story.step(
    'Creating the project',
    () => gateway.createProject({ name: model.name, schema: model.schema }),
    (saved) => `Project created: ${saved.tableCount} tables`,
  );
  showIssues(story, project);
  const generation = await generate(gateway, project, story);
  const folder = await download(gateway, generation, story, workspaceRoot);
  const owner: Owner = { folder, env: ownersEnvironment(process.env, workspaceRoot), cleanup };
  await story.step(
    'Installing it (npm ci)',
    (detail) => npm(owner, ['ci', '--prefer-offline', '--no-audit', '--no-fund'], detail),
    () => 'Installed its packages',
  );
  await story.step(
    'Running its tests (npm test)',
    (detail) => npm(owner, ['test'], detail),
    () => 'Its own tests pass',
  );
  await tryApi(owner, story);
  showNextSteps(story, relative(workspaceRoot, folder), system.startedByDemo);
}

function showIssues(story: Story, { issues }: SavedProject): void {
  for (const { severity, path, message } of issues.slice(0, 20)) story.line(`    ${severity} ${path}: ${message}`);
  if (issues.length > 20) story.line(`    … and ${issues.length - 20} more`);
}

async function generate(gateway: Gateway, project: SavedProject, story: Story): Promise<CodeGeneration> {
  return story.step(
    'Generating the code',
    async (detail) => {
      let last = await gateway.generate(project.id);
      for await (const generation of gateway.follow(last.id)) {
        last = generation;
        const { percent, message } = generation.progress;
        detail(`${String(percent).padStart(3)} %  ${message}`);
        if (!process.stdout.isTTY) story.line(`    ${String(percent).padStart(3)} %  ${message}`);
      }
      if (last.status !== 'completed') {
        throw new DemoError(
          `The code generation is ${last.status}`,
          last.error ? [`${last.error.code}: ${last.error.message}`] : [],
        );
      }
      return last;
    },
    ({ result }) =>
      `Code generated: ${result?.fileCount} files for ${result?.tableCount} tables in ${result?.durationMs} ms of work`,
  );
}

async function download(
  gateway: Gateway,
  generation: CodeGeneration,
  story: Story,
  workspaceRoot: string,
): Promise<string> {
  const { fileName, archive } = await story.step(
    'Downloading the ZIP',
    async () => {
      const downloaded = await gateway.download(generation.id);
      const sha256 = createHash('sha256').update(downloaded.archive).digest('hex');
      if (sha256 !== generation.result?.archiveSha256)
        throw new DemoError('What was downloaded is not what was stored');
      return downloaded;
    },
    (downloaded) =>
      `Downloaded ${downloaded.fileName}: ${(downloaded.archive.length / 1024).toFixed(0)} KB, by its presigned URL`,
  );
  const folder = join(
    workspaceRoot,
    'generated',
    fileName
      .replace(/\.zip$/i, '')
      .replaceAll(/[^\w.-]/g, '-')
      .replace(/^\.+/, '') || 'project',
  );
  await story.step(
    'Unpacking it',
    () => unpackProject(archive, folder),
    ({ written, removed, setAside }) =>
      [
        `Unpacked ${written} files into ${relative(workspaceRoot, folder)}`,
        removed.length > 0 && `${removed.length} of an earlier generation removed`,
        setAside.length > 0 && `${setAside.length} that you had changed kept in .snapinfra/replaced`,
      ]
        .filter(Boolean)
        .join(', '),
  );
  return folder;
}

interface Owner {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly cleanup: Cleanup;
}

function npm({ folder, env, cleanup }: Owner, args: readonly string[], detail: (text: string) => void): Promise<void> {
  const register = (running: Running) => cleanup.add(running.stop);
  return run('npm', args, { cwd: folder, env, register, onLine: (line) => detail(line.trim()) });
}

async function tryApi({ folder, env, cleanup }: Owner, story: Story): Promise<void> {
  const port = await portOrAnother(0);
  const api = await story.step(
    'Starting it (npm start)',
    () => startGeneratedApi({ folder, port, env }, cleanup),
    ({ url }) => `It runs at ${url} (first 200 after ${story.elapsed()})`,
  );
  const tests = await loadGeneratedTests(folder);
  const send = createApiClient(api.url);
  const { created } = await story.step(
    'Creating rows in every table',
    async () => createRows(tests, send),
    (rows) => `Created ${rows.created.length} rows in ${new Set(rows.created.map(({ row }) => row.table)).size} tables`,
  );
  for await (const { what, method, path, answer } of showRequests(tests, created, send)) {
    story.line(`  ${method.padEnd(6)} ${path}  → ${answer.status} in ${answer.durationMs.toFixed(0)} ms  (${what})`);
    story.line(`         ${glimpse(answer)}`);
  }
  await story.step('Stopping it', api.stop, () => 'Stopped it');
}

function glimpse({ body }: Answer): string {
  const text = body === undefined ? '' : JSON.stringify(body);
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

function showNextSteps(story: Story, folder: string, startedByDemo: boolean): void {
  story.line(`
Done in ${story.elapsed()}. What you can do next:
  cd ${folder} && npm start          your API, with its reference at /docs; data in ${folder}/.data
  ${folder}/README.md                what is where, and where your own routes go (src/custom)
  npm run demo -- your-model.json    the same with your model
  ${startedByDemo ? 'npm start                          Snapinfra itself, to work with' : 'Snapinfra still runs, as you had it'}
`);
}
