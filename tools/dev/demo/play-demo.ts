import { relative } from 'node:path';
import { printableName } from '../lib/printable.ts';
import type { Cleanup } from './cleanup.ts';
import { createGateway } from './gateway.ts';
import { getProject, type Model } from './get-project.ts';
import { ownersEnvironment } from './processes.ts';
import type { Story } from './story.ts';
import { findOrStartSystem } from './system.ts';
import { tryProject } from './try-project.ts';

export interface Demo {
  readonly model: Model;
  readonly modelFile: string;
  readonly story: Story;
  readonly cleanup: Cleanup;
  readonly workspaceRoot: string;
}

/** The demo: from a model to requests to the generated backend. */
export async function playDemo({ model, modelFile, story, cleanup, workspaceRoot }: Demo): Promise<void> {
  story.line(`\n${printableName(model.name)}: from ${modelFile} to a running backend\n`);
  const system = await story.step(
    'Starting Snapinfra: local AWS, gateway, worker',
    (detail) => findOrStartSystem(cleanup, (line) => detail(line.trim())),
    ({ url, stop }) => `Snapinfra ${stop ? 'started' : 'is already running'} at ${url}`,
  );
  const folder = await getProject(createGateway(system.url), model, story, workspaceRoot);
  await tryProject({ folder, env: ownersEnvironment(process.env, workspaceRoot), cleanup }, story);
  if (system.stop) await story.step('Stopping Snapinfra', system.stop, () => 'Stopped Snapinfra; its state is kept');
  story.line(nextSteps(relative(workspaceRoot, folder), story.elapsed(), system.stop === undefined));
}

function nextSteps(folder: string, elapsed: string, stillRuns: boolean): string {
  const steps: readonly (readonly [string, string])[] = [
    [`cd ${folder} && PORT=3001 npm start`, 'your API at http://127.0.0.1:3001, its reference at /docs'],
    [`${folder}/README.md`, 'an overview, and where to add your own routes'],
    ['npm run demo -- your-model.json', 'the demo with your model'],
    stillRuns ? ['npm start', 'is still running'] : ['npm start', 'Snapinfra itself'],
  ];
  const width = Math.max(...steps.map(([what]) => what.length));
  return `\nDone in ${elapsed}. What you can do next:\n${steps.map(([what, why]) => `  ${what.padEnd(width)}   ${why}`).join('\n')}\n`;
}
