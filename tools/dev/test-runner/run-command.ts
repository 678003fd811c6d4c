import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Ended {
  readonly code: number;
  readonly output: string;
}

/** Runs a command to its end; `onLine` gets each line of both output streams. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv; signal: AbortSignal; onLine?: (line: string) => void },
): Promise<Ended> {
  const { cwd, env, signal, onLine } = options;
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const lines: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream, crlfDelay: Infinity }).on('line', (line) => {
        lines.push(line);
        onLine?.(line);
      });
    }
    const stop = () => child.kill('SIGINT');
    signal.addEventListener('abort', stop, { once: true });
    const end = (code: number, text = '') => {
      signal.removeEventListener('abort', stop);
      resolve({ code, output: `${lines.join('\n')}${text}` });
    };
    child.once('error', (error) => end(127, error.message));
    child.once('close', (code) => end(code ?? 1));
  });
}
