import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, it } from 'vitest';
import { startFaultProxy } from './fault-proxy.ts';
import { startHttpInterceptor } from './http-interceptor.ts';

const server = createServer((request, answer) => answer.end(`${request.method} ${request.url}`));
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
afterAll(() => server.close());

const causeOf = async (asked: Promise<Response>): Promise<unknown> =>
  asked.then(
    () => 'an answer',
    (error: unknown) =>
      error instanceof Error && error.cause instanceof Error && 'code' in error.cause ? error.cause.code : error,
  );

it('makes a service fail in three ways, and restores it', async () => {
  await using proxy = await startFaultProxy(target);
  const ask = (signal?: AbortSignal) => fetch(`${proxy.url}/x`, signal ? { signal } : {});
  expect(await (await ask()).text()).toBe('GET /x');
  await proxy.set('refuse');
  expect(await causeOf(ask())).toBe('ECONNREFUSED');
  await proxy.set('reset');
  expect(await causeOf(ask())).toMatch(/ECONNRESET|UND_ERR_SOCKET/);
  await proxy.set('hang');
  await expect(ask(AbortSignal.timeout(100))).rejects.toHaveProperty('name', 'TimeoutError');
  await proxy.set('up');
  expect(await (await ask()).text()).toBe('GET /x');
});

it('responds to, changes or breaks single calls', async () => {
  await using proxy = await startHttpInterceptor(target, async (request, forward) => {
    if (request.url === '/broken') throw new Error('break it');
    if (request.url === '/answered') return { status: 418, headers: {}, body: 'by the proxy' };
    return forward({ ...request, url: `${request.url}?seen` });
  });
  const answered = await fetch(`${proxy.url}/answered`);
  expect([answered.status, await answered.text()]).toEqual([418, 'by the proxy']);
  expect(await (await fetch(`${proxy.url}/y`, { method: 'POST', body: 'z' })).text()).toBe('POST /y?seen');
  expect(await causeOf(fetch(`${proxy.url}/broken`))).toMatch(/ECONNRESET|UND_ERR_SOCKET/);
});
