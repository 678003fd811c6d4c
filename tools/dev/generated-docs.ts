import { appEnvs, renderEnvExample, renderEnvTable } from '@snapinfra/platform';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as prettier from 'prettier';
import { hasTables, replaceTables } from './generated-docs/replace-tables.ts';
import { renderRolesTable } from './generated-docs/roles-table.ts';

const workspaceRoot = resolve(import.meta.dirname, '../..');

/**
 * Writes `.env.example`, the environment tables of the READMEs (from the env schemas) and that of roles (from the contracts); with
 * `--check` reports the files that are out of date.
 */
async function main(args: readonly string[]): Promise<number> {
  const env = Object.fromEntries(Object.entries(appEnvs).map(([app, schema]) => [app, renderEnvTable(schema)]));
  const tables = { env, roles: { '': renderRolesTable() } };
  const documents = new Map([['.env.example', renderEnvExample(appEnvs)]]);
  for (const readme of globSync(['README.md', '{apps,libs,infra,tools}/*/README.md'], { cwd: workspaceRoot })) {
    const text = read(readme) ?? '';
    if (hasTables(text, tables)) documents.set(readme, await formatted(readme, replaceTables(text, tables)));
  }
  const stale = [...documents].filter(([file, text]) => read(file) !== text);
  if (args.includes('--check')) {
    for (const [file] of stale) console.error(`${file} does not match the env schemas and permissions`);
    return stale.length > 0 ? 1 : 0;
  }
  for (const [file, text] of stale) {
    writeFileSync(join(workspaceRoot, file), text);
    console.log(`wrote ${file}`);
  }
  return 0;
}

/** Formats with prettier, which aligns the tables. */
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
