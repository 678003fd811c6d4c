import { createTable, itemIsNew, transactWrite } from '@snapinfra/aws-clients';
import Type from 'typebox';
import { expect, it } from 'vitest';
import { startHttpInterceptor, useBackend, type InterceptedAnswer } from '../../src/index.ts';

const backend = await useBackend();
const tableName = `${backend.resources.tablePrefix}documentation`;
const key = (sk: string) => ({ pk: 'faults', sk });

/** A table behind a proxy that can change DynamoDB's responses to one operation; `calls` counts them. */
const tableBehind = async (
  operation: string,
  change: (
    call: number,
    body: Buffer,
    forward: (body: Buffer) => Promise<InterceptedAnswer>,
  ) => Promise<InterceptedAnswer>,
) => {
  let calls = 0;
  const proxy = await startHttpInterceptor(backend.endpoints.dynamodb, async (request, forward) => {
    if (!String(request.headers['x-amz-target']).endsWith(`.${operation}`)) return forward(request);
    calls += 1;
    return change(calls, request.body, (body) => forward({ ...request, body }));
  });
  const { dynamo } = backend.clients({ endpoints: { dynamodb: proxy.url } });
  const table = createTable({ dynamo, tableName, schema: Type.Object({ name: Type.String() }) });
  return { dynamo, table, calls: () => calls, [Symbol.asyncDispose]: () => proxy.stop() };
};

/** A response of DynamoDB that leaves the second half of the request unprocessed. */
const halfDone =
  (member: 'Keys' | 'requests') =>
  async (call: number, body: Buffer, forward: (body: Buffer) => Promise<InterceptedAnswer>) => {
    if (call > 2) return forward(body);
    const { RequestItems, ...rest } = JSON.parse(body.toString());
    const request = RequestItems[tableName];
    const entries: unknown[] = member === 'Keys' ? request.Keys : request;
    const half = Math.ceil(entries.length / 2);
    const requestOf = (part: unknown[]) => ({ [tableName]: member === 'Keys' ? { ...request, Keys: part } : part });
    const answer = await forward(
      Buffer.from(JSON.stringify({ ...rest, RequestItems: requestOf(entries.slice(0, half)) })),
    );
    const unprocessed = member === 'Keys' ? 'UnprocessedKeys' : 'UnprocessedItems';
    const changed = { ...JSON.parse(answer.body.toString()), [unprocessed]: requestOf(entries.slice(half)) };
    const { 'x-amz-crc32': _, ...headers } = answer.headers;
    return { ...answer, headers, body: JSON.stringify(changed) };
  };

const keys = Array.from({ length: 12 }, (_, index) => key(String(index)));

it('retries unprocessed keys of a batch read', async () => {
  await using behind = await tableBehind('BatchGetItem', halfDone('Keys'));
  await Promise.all(keys.map((one) => behind.table.put(one, { name: one.sk })));
  const items = await behind.table.batchGet(keys);
  expect(items.map((item) => item?.name)).toEqual(keys.map(({ sk }) => sk));
  expect(behind.calls()).toBe(3);
});

it('retries unprocessed deletes of a batch', async () => {
  await using behind = await tableBehind('BatchWriteItem', halfDone('requests'));
  await Promise.all(keys.map((one) => behind.table.put(one, { name: one.sk })));
  await behind.table.batchDelete(keys);
  expect((await behind.table.batchGet(keys)).filter((item) => item !== undefined)).toEqual([]);
  expect(behind.calls()).toBe(3);
});

const cancelled = (...codes: string[]): InterceptedAnswer => ({
  status: 400,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify({
    __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
    Message: 'Transaction cancelled',
    CancellationReasons: codes.map((Code) => ({ Code })),
  }),
});

it('retries a transaction that conflicts with another one', async () => {
  const tokens = new Set<unknown>();
  await using behind = await tableBehind('TransactWriteItems', async (call, body, forward) => {
    tokens.add(JSON.parse(body.toString()).ClientRequestToken);
    return call < 3 ? cancelled('TransactionConflict') : forward(body);
  });
  const { dynamo, table } = behind;
  const written = await transactWrite({ dynamo }, [
    table.toPut(key('contended'), { name: 'x' }, { condition: itemIsNew }),
  ]);
  expect(written).toEqual({ ok: true });
  expect(behind.calls()).toBe(3);
  expect([...tokens]).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)]);
});

it('reports lasting contention as unavailability, but a failed condition as a conflict', async () => {
  let codes = ['TransactionConflict', 'None'];
  await using behind = await tableBehind('TransactWriteItems', async () => cancelled(...codes));
  const { dynamo, table } = behind;
  const write = () => transactWrite({ dynamo }, [table.toPut(key('a'), { name: 'a' }), table.toDelete(key('b'))]);
  await expect(write()).rejects.toMatchObject({ code: 'dependency_unavailable', reason: 'contention' });
  codes = ['TransactionConflict', 'ConditionalCheckFailed'];
  expect(await write()).toEqual({
    ok: false,
    code: 'condition_failed',
    conflicts: [undefined, { code: 'condition_failed', existing: undefined }],
  });
});
