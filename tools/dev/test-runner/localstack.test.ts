import { expect, test, vi } from 'vitest';
import { withLocalStack } from './localstack.ts';

const live = new AbortController().signal;
const leading = { SNAPINFRA_LOCALSTACK_ENDPOINT: 'http://127.0.0.1:4566' };

const localStackThat = (env: Promise<Record<string, string>>) => {
  const stop = vi.fn(async () => undefined);
  return { stop, start: vi.fn(() => ({ env, stop })) };
};

test('the tasks of a run are led to its LocalStack, which is stopped after them', async () => {
  const { start, stop } = localStackThat(Promise.resolve(leading));
  await withLocalStack({ env: { A: 'b' }, signal: live, isWanted: true, start }, async (environment) => {
    expect(await environment()).toEqual({ A: 'b', ...leading });
    expect(stop).not.toHaveBeenCalled();
  });
  expect(stop).toHaveBeenCalledOnce();
});

test('it is stopped when the run fails, and at once when it is interrupted', async () => {
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

test('without Docker the tasks look for themselves', async () => {
  const { start } = localStackThat(Promise.reject(new Error('no Docker')));
  await withLocalStack({ env: { A: 'b' }, signal: live, isWanted: true, start }, async (environment) => {
    expect(await environment()).toEqual({ A: 'b' });
  });
});

test.each([
  ['a run of one project', {}, false],
  ['a run that leaves LocalStack out', { SNAPINFRA_BACKENDS: 'local-aws' }, true],
])('%s starts none', async (_, env, isWanted) => {
  const { start } = localStackThat(Promise.resolve(leading));
  await withLocalStack({ env, signal: live, isWanted, start }, async (environment) => {
    expect(await environment()).toEqual(env);
  });
  expect(start).not.toHaveBeenCalled();
});
