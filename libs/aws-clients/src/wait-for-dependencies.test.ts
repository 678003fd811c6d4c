import { expect, it } from 'vitest';
import { DependencyUnavailableError } from './errors.ts';
import { waitForDependencies } from './wait-for-dependencies.ts';

const down = (dependency: 's3' | 'sqs') =>
  new DependencyUnavailableError({ dependency, reason: 'unreachable', operation: 'HeadBucket' });

const lines: string[] = [];
const log = { warn: (line: string) => void lines.push(line) };

it('waits for all dependencies and logs one line per attempt', async () => {
  let attempts = 0;
  const failing = async (times: number, error: unknown) => {
    if (attempts <= times) throw error;
  };
  const probes = [
    { name: 'dynamodb', check: async () => void (attempts += 1) },
    { name: 's3', check: () => failing(2, down('s3')) },
    { name: 'sqs', check: () => failing(1, new Error('no such queue')) },
  ] as const;
  await waitForDependencies({ probes, log, signal: new AbortController().signal, firstPauseMs: 1 });
  expect(attempts).toBe(3);
  expect(lines.map((line) => /^waiting for (.*?):/.exec(line)?.[1])).toEqual([
    's3 (unreachable), sqs (no such queue)',
    's3 (unreachable)',
  ]);
});

it('names a service once, however many of its resources do not respond', async () => {
  const said: string[] = [];
  let areDown = true;
  const check = async () => {
    if (areDown) throw down('sqs');
  };
  const warn = (line: string) => {
    said.push(line);
    areDown = false;
  };
  const answers = { name: 'sqs', check: async () => undefined } as const;
  const probes = [answers, { name: 'sqs', check }, { name: 'sqs', check }] as const;
  await waitForDependencies({ probes, log: { warn }, signal: new AbortController().signal, firstPauseMs: 1 });
  expect(said.map((line) => line.split(':')[0])).toEqual(['waiting for sqs (unreachable)']);
});

it('times out a hanging check, and stops waiting when the signal aborts', async () => {
  const stopping = new AbortController();
  const said: string[] = [];
  const check = (signal?: AbortSignal) =>
    new Promise<void>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)));
  const warn = (line: string) => {
    said.push(line);
    stopping.abort();
  };
  await waitForDependencies({ probes: [{ name: 'sns', check }], log: { warn }, signal: stopping.signal, timeoutMs: 1 });
  expect(said).toHaveLength(1);
  expect(said[0]).toContain('sns (');
});
