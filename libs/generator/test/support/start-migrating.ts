import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Migrating } from './migrating.ts';

export interface MigratingProcess {
  readonly kill: () => void;
  /** Until it has written this. */
  readonly written: (text: string) => Promise<void>;
  readonly ended: Promise<{
    readonly status: number | null;
    readonly signal: string | null;
    readonly output: string;
    readonly applied: readonly string[];
  }>;
}

const appliedOf = (output: string): readonly string[] => {
  const line = output.trim().split('\n').at(-1) ?? '';
  const last: { applied?: readonly string[] } = line.startsWith('{') ? JSON.parse(line) : {};
  return last.applied ?? [];
};

const script = fileURLToPath(new URL('./migrating-process.ts', import.meta.url));

/** Starts a process that migrates a database, and ends itself at a moment: see migrating-process.ts. */
export const startMigrating = ({ address, folder }: Migrating, moment = -1): MigratingProcess => {
  const { PATH = '', HOME = '', NODE_COMPILE_CACHE = '' } = process.env;
  const env = { PATH, HOME, NODE_COMPILE_CACHE };
  const child = spawn(process.execPath, [script, address, folder, String(moment)], { env });
  let output = '';
  const listeners = new Set<() => void>();
  const collect = (chunk: Buffer) => {
    output += chunk.toString();
    for (const listener of listeners) listener();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  return {
    kill: () => void child.kill('SIGKILL'),
    written: (text) =>
      new Promise((resolve) => {
        const look = () => output.includes(text) && resolve();
        listeners.add(look);
        look();
      }),
    ended: new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (status, signal) => resolve({ status, signal, output, applied: appliedOf(output) }));
    }),
  };
};
