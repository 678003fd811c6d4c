import { expect, test, vi } from 'vitest';
import { withLocalStack } from './localstack.ts';

const live = new AbortController().signal;
const leading = { SNAPINFRA_LOCALSTACK_ENDPOINT: 'http://127.0.0.1:4566' };

const localStackThat = (env: Promise<Record<string, string>>) => {
  const stop = vi.fn(async () => undefined);
  return { stop, start: vi.fn(() => ({ env, stop })) };
};

test('points the tasks of a run to its LocalStack, which is stopped after them', async () => {
  const { start, stop } = localStackThat(Promise.resolve(leading));
  await withLocalStack({ env: { A: 'b' }, signal: live, isWanted: true, start }, async (environment) => {
    expect(await environment()).toEqual({ A: 'b', ...leading });
    expect(stop).not.toHaveBeenCalled();
  });
  expect(stop).toHaveBeenCalledOnce();
});

test('stops it if the run fails, and immediately if the run is interrupted', async () => {
  const { start, stop } = localStackThat(Promise.resolve(leading));
  const failing = withLocalStack({ env: {}, signal: live, isWanted: true, start }, () =>
    Promise.reject(new Error('no')),
  );
  await expect(failing).rejects.toThrow('no');
  expect(stop).toHaveBeenCalledOnce();
  const abort = new AbortController();
  await withLocalStack({ env: {}, signal: abort.signal, isWanted: true, start }, async () => {
    abort.abort();
    expect(stop).toHaveBeenCalledTimes(2);
  });
});

test('without Docker the tasks get no LocalStack', async () => {
  const { start } = localStackThat(Promise.reject(new Error('no Docker')));
  await withLocalStack({ env: { A: 'b' }, signal: live, isWanted: true, start }, async (environment) => {
    expect(await environment()).toEqual({ A: 'b' });
  });
});

test.each([
  ['a run of one project', {}, false],
  ['a run without LocalStack', { SNAPINFRA_BACKENDS: 'local-aws' }, true],
])('%s does not start it', async (_, env, isWanted) => {
  const { start } = localStackThat(Promise.resolve(leading));
  await withLocalStack({ env, signal: live, isWanted, start }, async (environment) => {
    expect(await environment()).toEqual(env);
  });
  expect(start).not.toHaveBeenCalled();
});
