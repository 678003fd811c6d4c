import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { workspaceRoot } from '../lib/ensure-installed.mjs';
import { printable, printableName } from '../lib/printable.ts';
import { createCleanup, type Cleanup } from './cleanup.ts';
import { DemoError } from './demo-error.ts';
import { playEvolution } from './evolve/play-evolution.ts';
import { playDemo } from './play-demo.ts';
import { createStory, type Story } from './story.ts';

const usage = `npm run demo                        uses tools/samples/chinook.json
npm run demo -- path/to/model.json  uses another model
npm run demo -- --evolve            changes the model of a filled database, and migrates it`;

async function readModel(path: string): Promise<{ name: string; schema: unknown }> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new DemoError(
      error.code === 'ENOENT' ? `There is no file ${path}` : `${path} cannot be read: ${error.message}`,
    );
  });
  try {
    const schema = JSON.parse(text) as { name?: unknown } | null;
    const named = typeof schema?.name === 'string' ? projectNameOf(schema.name) : '';
    return { name: named === '' ? basename(path, '.json') : named, schema };
  } catch (error) {
    throw new DemoError(`${path} is not JSON: ${(error as Error).message}`);
  }
}

/** Project names, unlike model names, are limited to one printable line. */
const projectNameOf = (modelName: string): string => printableName(modelName).trim().slice(0, 100);

/** Ends the demo on a signal after cleaning up. The returned function tells whether that is in progress. */
function stopOnSignals(cleanup: Cleanup, story: Story): () => boolean {
  let stopping = false;
  const stop = async (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    story.breakOff();
    process.stdout.write('\nStopping what the demo started …\n');
    await cleanup.run();
    process.exit(signal === 'SIGINT' ? 130 : 143);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(signal));
  process.once('disconnect', () => void stop('SIGTERM'));
  return () => stopping;
}

async function main(args: readonly string[]): Promise<number> {
  const evolves = args[0] === '--evolve';
  const [file = 'tools/samples/chinook.json', ...others] = evolves ? args.slice(1) : args;
  if ((evolves && args.length > 1) || others.length > 0 || file.startsWith('-')) {
    process.stdout.write(`${usage}\n`);
    return file === '--help' ? 0 : 1;
  }
  const cleanup = createCleanup();
  const story = createStory();
  const isStopping = stopOnSignals(cleanup, story);
  try {
    const model = await readModel(resolve(process.env['INIT_CWD'] ?? workspaceRoot, file));
    const demo = { model, modelFile: file, story, cleanup, workspaceRoot };
    await (evolves ? playEvolution(demo) : playDemo(demo));
    return 0;
  } catch (error) {
    // The step failed because of the shutdown, which also ends this process.
    if (isStopping()) return new Promise(() => undefined);
    if (!(error instanceof DemoError)) throw error;
    process.stderr.write(printable(`\n${error.message}\n${error.details.map((line) => `  ${line}\n`).join('')}`));
    return 1;
  } finally {
    await cleanup.run();
  }
}

process.exit(await main(process.argv.slice(2)));
