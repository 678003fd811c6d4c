import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../support/run.ts';
import type { FileKind } from './accepted-findings.ts';

/** A migration's file, by a name that says where it comes from. */
export interface ChangeFile {
  readonly name: string;
  readonly sql: string;
}

export interface Finding {
  readonly file: string;
  readonly kind: FileKind;
  readonly rule: string;
  /** What it is about, from its line on. */
  readonly statement: string;
}

const binary = (): string | undefined => {
  try {
    const manifest = createRequire(import.meta.url).resolve('@squawk-cli/linux-x64/package.json');
    return join(dirname(manifest), 'bin/squawk');
  } catch {
    return undefined;
  }
};

/** Whether squawk runs: it is installed on Linux for x64 alone, and has to be there in CI. */
export const useSquawk = (): { readonly skip: boolean; readonly title: string } => {
  const skip = binary() === undefined;
  if (skip && process.env['CI'] === 'true') throw new Error('CI needs squawk: @squawk-cli/linux-x64 is not installed');
  return { skip, title: skip ? 'squawk (skipped: not installed on this platform)' : 'squawk' };
};

const kindOf = ({ name, sql }: ChangeFile): FileKind => {
  if (sql.includes('-- snapinfra: no transaction')) return 'statements';
  return name.endsWith('_initial.sql') ? 'initial' : 'transaction';
};

/** The statement around a place: it begins behind the semicolon, comments or empty line before. */
const statementAt = (sql: string, line: number): string => {
  const lines = sql.split('\n');
  let first = line;
  while (first > 0 && /^\s/.test(lines[first] ?? '')) first -= 1;
  return lines.slice(first, first + 8).join('\n');
};

interface Reported {
  readonly file: string;
  readonly line: number;
  readonly rule_name: string;
}

const configuration = join(import.meta.dirname, '../../squawk.toml');

const lint = async (files: readonly ChangeFile[], kind: FileKind): Promise<readonly Finding[]> => {
  if (files.length === 0) return [];
  const folder = mkdtempSync(join(tmpdir(), 'snapinfra-squawk-'));
  try {
    const byName = new Map(files.map((file) => [file.name, file.sql]));
    for (const [name, sql] of byName) writeFileSync(join(folder, name), sql);
    const transaction = kind === 'statements' ? '--no-assume-in-transaction' : '--assume-in-transaction';
    const args = ['--config', configuration, transaction, '--reporter', 'json', ...byName.keys()];
    const { output } = await run(binary() ?? 'squawk', args, folder);
    return (JSON.parse(output) as readonly Reported[]).map(({ file, line, rule_name: rule }) => ({
      file,
      kind,
      rule,
      statement: statementAt(byName.get(file) ?? '', line),
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** What squawk finds in files, each as the runner runs it: within a transaction, or without. */
export const squawk = async (files: readonly ChangeFile[]): Promise<readonly Finding[]> => {
  const kinds = Map.groupBy(files, kindOf);
  const found = await Promise.all([...kinds].map(([kind, ofKind]) => lint(ofKind, kind)));
  return found.flat();
};
