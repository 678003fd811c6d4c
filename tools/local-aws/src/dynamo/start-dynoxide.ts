import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createDynamoCall } from './dynamo-api.ts';
import { dynoxideBinary } from './dynoxide-binary.ts';

export interface Dynoxide {
  readonly endpoint: string;
  /** Resolves with dynoxide's last output when it exits. */
  readonly exited: Promise<string>;
  stop(): Promise<void>;
}

/**
 * dynoxide does not detect that its parent was killed, so a shell supervises it: when our end of the pipe to the
 * shell's standard input closes, for whatever reason, the shell kills dynoxide. When dynoxide exits first, so does the
 * shell.
 */
const guardScript = `
exec 3<&0
"$@" </dev/null 3<&- & child=$!
trap 'kill -TERM $child' TERM
trap '' INT HUP
{ cat >/dev/null; kill -KILL $child; } <&3 2>/dev/null &
exec 3<&-
wait $child
status=$?
trap '' TERM
wait $child 2>/dev/null
exit $status
`;

/** Only for a hanging process: an exit is detected immediately, and a busy machine may be slow. */
const startTimeoutMs = 60_000;
const pollMs = 15;

/**
 * Starts dynoxide on 127.0.0.1 with its data in a SQLite file, and waits until it responds.
 *
 * @throws NoLocalDynamoError if there is no binary; Error with dynoxide's output if it does not start
 */
export const startDynoxide = async ({ port, dbPath }: { port: number; dbPath: string }): Promise<Dynoxide> => {
  const command = [dynoxideBinary(), 'serve', '--host', '127.0.0.1', '--port', String(port), '--db-path', dbPath];
  const guard = spawn('/bin/sh', ['-c', guardScript, 'dynoxide-guard', ...command], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let words = '';
  for (const stream of [guard.stdout, guard.stderr]) {
    stream.on('data', (chunk: Buffer) => (words = `${words}${chunk}`.slice(-2_000)));
  }
  guard.stdin.on('error', () => undefined);
  const exited = once(guard, 'exit').then(() => {
    guard.stdin.destroy();
    return words.trim();
  });
  const endpoint = `http://127.0.0.1:${port}`;
  await untilAnswering(endpoint, guard, () => words);
  return {
    endpoint,
    exited,
    stop: async () => {
      guard.kill('SIGTERM');
      await exited;
    },
  };
};

const untilAnswering = async (endpoint: string, guard: ChildProcess, words: () => string): Promise<void> => {
  const call = createDynamoCall(endpoint, 5_000);
  const deadline = Date.now() + startTimeoutMs;
  while (guard.exitCode === null && guard.signalCode === null && Date.now() < deadline) {
    try {
      await call('ListTables', { Limit: 1 });
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  }
  guard.kill('SIGTERM');
  throw new Error(`dynoxide did not start on ${endpoint}: ${words().trim() || 'no output'}`);
};
