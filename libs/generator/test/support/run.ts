import { spawn } from 'node:child_process';

export interface Outcome {
  readonly status: number | null;
  /** stdout and stderr as they came. */
  readonly output: string;
  readonly milliseconds: number;
}

/** Runs a program to its end. Variables of the running test (NODE_OPTIONS, VITEST …) are not passed on, but for Node's compile cache. */
export const run = (
  program: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    const started = performance.now();
    const { PATH = '', HOME = '', NODE_COMPILE_CACHE = '' } = process.env;
    const variables = { PATH, HOME, NODE_COMPILE_CACHE, ...env };
    const child = spawn(program, [...args], { cwd, env: variables, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, output, milliseconds: performance.now() - started }));
  });

/** The end of an output, where the failures are. */
export const tail = (output: string, lines = 80): string => output.split('\n').slice(-lines).join('\n');
