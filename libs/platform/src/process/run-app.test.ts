import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('./run-app.test-support.ts', import.meta.url));
const hour = '3600000';

/** Runs the app of run-app.test-support.ts, and sends it a signal once it has logged this line. */
const run = async (variables: Readonly<Record<string, string>>, signalAfter?: string) => {
  const child = spawn(process.execPath, [script, JSON.stringify(variables)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  const errors = text(child.stderr);
  const lines: [line: string, fields: object][] = [];
  for await (const output of createInterface({ input: child.stdout })) {
    const [line, fields] = JSON.parse(output) as [string, object];
    lines.push([line, fields]);
    if (line === signalAfter) child.kill('SIGTERM');
  }
  const [code] = (await exited) as [number | null];
  return { code, lines, errors: await errors };
};

const stopping = ['stopping: finishing or giving back what is in progress', { signal: 'SIGTERM' }];

it('logs that an app is ready, with the fields of its start, and ends once the app has stopped', async () => {
  const ended = await run({ START_MS: '0', STOP_MS: '10', GRACE_MS: hour }, 'ready');
  expect(ended.lines).toEqual([['starting', {}], ['ready', { port: 80 }], stopping, ['stopped', {}]]);
  expect(ended).toMatchObject({ code: 0, errors: '' });
});

it('tells an app that is starting to stop, and does not log that it is ready', async () => {
  const ended = await run({ START_MS: hour, STOP_MS: '0' }, 'starting');
  expect(ended).toMatchObject({ code: 0, lines: [['starting', {}], stopping, ['stopped', {}]] });
});

it('ends an app whose stop takes longer than its grace period, with a line and the exit code 1', async () => {
  const ended = await run({ START_MS: '0', STOP_MS: hour, GRACE_MS: '10' }, 'ready');
  expect(ended.lines.slice(-2)).toEqual([stopping, ['stopped before everything was finished', {}]]);
  expect(ended.code).toBe(1);
});

it('ends an app after its stop although something is still under way, where the app says so', async () => {
  const variables = { START_MS: '0', STOP_MS: '0', LEAVES_SOMETHING: 'true', EXITS_AFTER_STOP: 'true' };
  expect(await run(variables, 'ready')).toMatchObject({ code: 0, lines: { 3: ['stopped', {}] } });
});

it('says what is wrong with the environment, without a stack trace', async () => {
  const ended = await run({ START_MS: 'soon' });
  expect(ended).toMatchObject({ code: 1, lines: [] });
  expect(ended.errors).toContain('START_MS');
  expect(ended.errors).toContain('STOP_MS');
  expect(ended.errors).not.toMatch(/\n\s+at /);
});
