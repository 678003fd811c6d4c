import { appEnvs, renderEnvExample, renderEnvTable } from '@snapinfra/platform';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as prettier from 'prettier';
import { replaceEnvTables } from './env-docs/env-tables.ts';

const workspaceRoot = resolve(import.meta.dirname, '../..');

/**
 * Writes `.env.example` and the tables of the READMEs from the env schemas, or with `--check` says which of them is
 * not what the schemas say.
 */
async function main(args: readonly string[]): Promise<number> {
  const tables = Object.fromEntries(Object.entries(appEnvs).map(([app, schema]) => [app, renderEnvTable(schema)]));
  const documents = new Map([['.env.example', renderEnvExample(appEnvs)]]);
  for (const readme of globSync(['README.md', '{apps,libs,infra,tools}/*/README.md'], { cwd: workspaceRoot })) {
    const text = read(readme) ?? '';
    if (text.includes('<!-- env:start')) documents.set(readme, await formatted(readme, replaceEnvTables(text, tables)));
  }
  const stale = [...documents].filter(([file, text]) => read(file) !== text);
  if (args.includes('--check')) {
    for (const [file] of stale) console.error(`${file} is not what the env schemas say`);
    return stale.length > 0 ? 1 : 0;
  }
  for (const [file, text] of stale) {
    writeFileSync(join(workspaceRoot, file), text);
    console.log(`wrote ${file}`);
  }
  return 0;
}

/** As prettier has it: the tables that the schemas give are not aligned. */
async function formatted(file: string, text: string): Promise<string> {
  const config = await prettier.resolveConfig(join(workspaceRoot, file));
  return prettier.format(text, { ...config, filepath: file });
}

function read(file: string): string | undefined {
  try {
    return readFileSync(join(workspaceRoot, file), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

process.exitCode = await main(process.argv.slice(2));
