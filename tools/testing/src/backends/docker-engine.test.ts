import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { dockerAddresses, dockerPatienceMs, probeDocker } from './docker-engine.ts';
import { findLocalStack } from './find-localstack.ts';

const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

const listen = async (server: Server): Promise<string> => {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
const engineThat = (answer: RequestListener) => listen(createHttpServer(answer));
const find = (env: Record<string, string>) => findLocalStack(env, () => undefined);

it('only uses the engine in DOCKER_HOST', () => {
  expect(dockerAddresses({ DOCKER_HOST: 'unix:///run/other.sock' })).toEqual([{ socketPath: '/run/other.sock' }]);
  expect(dockerAddresses({ DOCKER_HOST: 'tcp://10.0.0.1:2376' })).toEqual([{ host: '10.0.0.1', port: '2376' }]);
});

it('probes all engines concurrently, so that silent ones do not add up', async () => {
  const events: string[] = [];
  const silent = () =>
    listen(
      createServer((socket) => {
        events.push('asked');
        socket.on('error', () => undefined).resume();
        socket.on('close', () => events.push('given up'));
      }),
    );
  const engines = await Promise.all([silent(), silent(), silent()]);
  const probe = await probeDocker(
    engines.flatMap((DOCKER_HOST) => dockerAddresses({ DOCKER_HOST })),
    { patienceMs: 1_500 },
  );
  expect(probe).toMatchObject({ ok: false, reason: expect.stringContaining('Docker does not respond') });
  expect(events.slice(0, 3)).toEqual(['asked', 'asked', 'asked']);
});

it('waits longer in CI, where the engine is required', () => {
  expect(dockerPatienceMs({})).toBe(1_500);
  expect(dockerPatienceMs({ CI: 'true' })).toBe(60_000);
});

it('uses the first engine that responds', async () => {
  const [away, first, second] = [
    await engineThat((_, answer) => answer.writeHead(500).end()),
    await engineThat((_, answer) => void setTimeout(() => answer.end('OK'), 50)),
    await engineThat((_, answer) => answer.end('OK')),
  ].map((DOCKER_HOST) => dockerAddresses({ DOCKER_HOST })[0]!);
  const probe = await probeDocker([away!, first!, second!], { patienceMs: 60_000 });
  expect(probe).toMatchObject({ ok: true, engine: { modem: { port: first!.port } } });
});

it('reports why there is no LocalStack: no engine, or a failing one', async () => {
  expect(await find({ DOCKER_HOST: 'unix:///nowhere/docker.sock' })).toMatchObject({
    kind: 'none',
    reason: expect.stringMatching(/Docker does not respond.*ENOENT/),
  });
  const DOCKER_HOST = await engineThat((_, answer) => answer.writeHead(403).end());
  expect(await find({ DOCKER_HOST })).toMatchObject({ kind: 'none', reason: expect.stringContaining('403') });
});

it('reports why there is no LocalStack: the image cannot be pulled', async () => {
  const asked: string[] = [];
  const DOCKER_HOST = await engineThat((request, answer) => {
    asked.push(`${request.method} ${request.url}`);
    if (request.url === '/_ping') return void answer.end('OK');
    if (request.method === 'GET') return void answer.writeHead(404).end('{"message":"No such image"}');
    // The engine returns 200 and reports the failure in the stream.
    return void answer.end('{"status":"Pulling"}\n{"errorDetail":{},"error":"registry \\"x\\" is away"}\n');
  });
  expect(await find({ DOCKER_HOST, LOCALSTACK_IMAGE: 'some/image:1' })).toMatchObject({
    kind: 'none',
    reason: expect.stringMatching(/some\/image:1 does not exist locally and could not be pulled: registry .*away/),
  });
  expect(asked).toEqual([
    'GET /_ping',
    'GET /images/some/image:1/json',
    'POST /images/create?fromImage=some%2Fimage&tag=1',
  ]);
});

it('finds an existing image, and pins the default one', async () => {
  const DOCKER_HOST = await engineThat((_, answer) => answer.end('{}'));
  expect(await find({ DOCKER_HOST })).toMatchObject({ kind: 'image', image: 'localstack/localstack:4.14.0' });
  expect(await find({ SNAPINFRA_LOCALSTACK_ENDPOINT: 'http://127.0.0.1:1' })).toEqual({
    kind: 'running',
    endpoint: 'http://127.0.0.1:1',
  });
});
