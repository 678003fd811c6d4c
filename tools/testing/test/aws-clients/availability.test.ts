import {
  Bytes,
  itemIsNew,
  createDependencyProbes,
  createObjectStore,
  createTable,
  isDependencyUnavailable,
} from '@snapinfra/aws-clients';
import Type from 'typebox';
import { expect, it } from 'vitest';
import { startFaultProxy, startHttpInterceptor, useBackend } from '../../src/index.ts';

const backend = await useBackend();
const { resources } = backend;
const tableName = `${resources.tablePrefix}projects`;
const schema = Type.Object({ name: Type.String(), bytes: Type.Optional(Bytes) });
const key = { pk: 'availability', sk: 'RECORD' };

const names = { tableName, bucket: resources.bucket, queueUrl: resources.queueUrl, topicArn: resources.topicArn };

it('finds every available dependency', async () => {
  const probes = createDependencyProbes({ clients: backend.clients(), ...names });
  expect(probes.map(({ name }) => name)).toEqual(['dynamodb', 's3', 'sqs', 'sns']);
  await Promise.all(probes.map(({ check }) => check()));
});

it('rejects for a missing resource, but not as if the service were unavailable', async () => {
  const missing = {
    tableName: `${tableName}-no`,
    bucket: 'no-such-bucket',
    queueUrl: `${names.queueUrl}-no`,
    topicArn: `${names.topicArn}-no`,
  };
  for (const { check } of createDependencyProbes({ clients: backend.clients(), ...missing })) {
    const error = await check().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(isDependencyUnavailable(error)).toBe(false);
  }
});

it.each(['refuse', 'reset'] as const)(
  'reports each dependency as unavailable (%s), and works again afterwards',
  async (mode) => {
    for (const dependency of ['dynamodb', 's3', 'sqs', 'sns'] as const) {
      await using proxy = await startFaultProxy(backend.endpoints[dependency]);
      const clients = backend.clients({ endpoints: { [dependency]: proxy.url } });
      const probe = createDependencyProbes({ clients, ...names }).find(({ name }) => name === dependency);
      await proxy.set(mode);
      await expect(probe?.check()).rejects.toMatchObject({
        code: 'dependency_unavailable',
        dependency,
        reason: 'unreachable',
      });
      await proxy.set('up');
      await probe?.check();
    }
  },
);

it('times out if a service hangs', async () => {
  await using proxy = await startFaultProxy(backend.endpoints.dynamodb);
  const { dynamo } = backend.clients({ endpoints: { dynamodb: proxy.url }, maxAttempts: 1 });
  await proxy.set('hang');
  const read = createTable({ dynamo, tableName, schema }).get(key);
  await expect(read).rejects.toMatchObject({ code: 'dependency_unavailable', reason: 'timeout', operation: 'GetItem' });
});

it('rejects with an AbortError when the caller aborts', async () => {
  await using proxy = await startFaultProxy(backend.endpoints.s3);
  await proxy.set('hang');
  const { s3 } = backend.clients({ endpoints: { s3: proxy.url } });
  const read = createObjectStore({ s3, bucket: resources.bucket }).head('x', { signal: AbortSignal.timeout(50) });
  await expect(read).rejects.toMatchObject({ name: 'AbortError' });
});

it('retries after a 500, and reports a permanent one', async () => {
  let failures = 2;
  await using proxy = await startHttpInterceptor(backend.endpoints.dynamodb, async (request, forward) =>
    failures-- > 0 ? { status: 500, headers: {}, body: '{"__type":"InternalServerError"}' } : forward(request),
  );
  const { dynamo } = backend.clients({ endpoints: { dynamodb: proxy.url } });
  const table = createTable({ dynamo, tableName, schema });
  expect(await table.get(key)).toBeUndefined();
  failures = 100;
  await expect(table.get(key)).rejects.toMatchObject({ code: 'dependency_unavailable', reason: 'server_error' });
});

it('does not report its own first attempt as a conflict when the response got lost', async () => {
  let lost = 0;
  await using proxy = await startHttpInterceptor(backend.endpoints.dynamodb, async (request, forward) => {
    const answer = await forward(request);
    if (lost++ === 0) throw new Error('the answer gets lost');
    return answer;
  });
  const { dynamo } = backend.clients({ endpoints: { dynamodb: proxy.url } });
  const table = createTable({ dynamo, tableName, schema });
  const put = await table.put(key, { name: 'mine', bytes: new Uint8Array([1, 2]) }, { condition: itemIsNew });
  expect(put).toMatchObject({ ok: true });
  expect(lost).toBe(2);
});

it('reports S3 as unavailable when the connection breaks in the middle of an object', async () => {
  const store = createObjectStore({ s3: backend.clients().s3, bucket: resources.bucket });
  await store.put('broken-off', new Uint8Array(1024 * 1024), { contentType: 'text/plain' });
  await using proxy = await startFaultProxy(backend.endpoints.s3, { breakAfterBytes: 100_000 });
  const { s3 } = backend.clients({ endpoints: { s3: proxy.url } });
  const read = createObjectStore({ s3, bucket: resources.bucket }).getBytes('broken-off');
  await expect(read).rejects.toMatchObject({
    code: 'dependency_unavailable',
    dependency: 's3',
    operation: 'GetObject',
  });
});
