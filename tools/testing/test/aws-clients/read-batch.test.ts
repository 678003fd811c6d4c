import { createReadBatch, createTable, SchemaMismatchError } from '@snapinfra/aws-clients';
import Type from 'typebox';
import { expect, it } from 'vitest';
import { startHttpInterceptor, useBackend, type InterceptedAnswer } from '../../src/index.ts';

const backend = await useBackend();
const { tablePrefix } = backend.resources;
const { dynamo } = backend.clients();
const key = (pk: string, sk = 'RECORD') => ({ pk, sk });

const Project = Type.Object({ name: Type.String(), count: Type.Integer() });
const projects = createTable({ dynamo, tableName: `${tablePrefix}projects`, schema: Project });
const heads = createTable({ dynamo, tableName: projects.tableName, schema: Type.Object({ name: Type.String() }) });
const schemas = createTable({
  dynamo,
  tableName: `${tablePrefix}schemas`,
  schema: Type.Object({ title: Type.String() }),
});

interface SentBatch {
  readonly RequestItems: Readonly<
    Record<string, { readonly Keys: readonly object[]; readonly ConsistentRead: boolean }>
  >;
}

/** Clients behind a proxy that notes the batches that are read, and may answer them itself. */
const behind = async (
  answer: (
    sent: SentBatch,
    forward: (changed: SentBatch) => Promise<InterceptedAnswer>,
  ) => Promise<InterceptedAnswer> = (sent, forward) => forward(sent),
) => {
  const batches: SentBatch[] = [];
  const proxy = await startHttpInterceptor(backend.endpoints.dynamodb, async (request, forward) => {
    expect(request.headers['x-amz-target']).toMatch(/\.BatchGetItem$/);
    const sent: SentBatch = JSON.parse(request.body.toString());
    batches.push(sent);
    return answer(sent, (changed) => forward({ ...request, body: Buffer.from(JSON.stringify(changed)) }));
  });
  const clients = backend.clients({ endpoints: { dynamodb: proxy.url }, maxAttempts: 1 });
  return { clients, batches, [Symbol.asyncDispose]: () => proxy.stop() };
};

it('reads items of two tables in one request, strongly consistent, and nothing where nothing is', async () => {
  await projects.put(key('both'), { name: 'P', count: 1 });
  await schemas.put(key('both'), { title: 'S' });
  await using proxy = await behind();
  const batch = createReadBatch(proxy.clients);
  const reads = Promise.all([
    batch.get(projects.toGet(key('both'))),
    batch.get(schemas.toGet(key('both'))),
    batch.get(schemas.toGet(key('absent'))),
    batch.get(schemas.toGet(key('both', 'absent'))),
  ]);
  await batch.send();
  const [project, schema, ...absent] = await reads;
  expect(project).toEqual({ ...key('both'), name: 'P', count: 1 });
  expect(schema).toEqual({ ...key('both'), title: 'S' });
  expect(absent).toEqual([undefined, undefined]);
  expect(proxy.batches).toHaveLength(1);
  const [{ RequestItems } = { RequestItems: {} }] = proxy.batches;
  expect(Object.values(RequestItems).map(({ ConsistentRead }) => ConsistentRead)).toEqual([true, true]);
});

it('reads an item once that two ask for, each by a schema of its own', async () => {
  await projects.put(key('twice'), { name: 'P', count: 7 });
  await heads.put(key('head only'), { name: 'H' });
  await using proxy = await behind();
  const batch = createReadBatch(proxy.clients);
  const whole = batch.get(projects.toGet(key('twice')));
  const head = batch.get(heads.toGet(key('twice')));
  const misread = batch.get(projects.toGet(key('head only')));
  const wellRead = batch.get(heads.toGet(key('head only')));
  await Promise.all([batch.send(), expect(misread).rejects.toThrow(SchemaMismatchError)]);
  expect(await whole).toEqual({ ...key('twice'), name: 'P', count: 7 });
  expect(await head).toMatchObject({ ...key('twice'), name: 'P' });
  expect(await wellRead).toMatchObject({ name: 'H' });
  expect(proxy.batches.map(({ RequestItems }) => RequestItems[projects.tableName]?.Keys)).toMatchObject([
    { length: 2 },
  ]);
});

it('sends nothing where nothing is asked for', async () => {
  await using proxy = await behind();
  await createReadBatch(proxy.clients).send();
  expect(proxy.batches).toEqual([]);
});

it('takes no reads once it has been sent', async () => {
  const batch = createReadBatch({ dynamo });
  await batch.send();
  await expect(batch.get(projects.toGet(key('late')))).rejects.toThrow('add reads before anything is awaited');
});

it('takes a hundred items, and tells everybody where there are more', async () => {
  const batchOf = (size: number) => {
    const batch = createReadBatch({ dynamo });
    const reads = Array.from({ length: size }, (_, index) => batch.get(projects.toGet(key('many', String(index)))));
    return { sent: batch.send(), reads };
  };
  const full = batchOf(100);
  await full.sent;
  expect(await Promise.all(full.reads)).toEqual(Array.from({ length: 100 }, () => undefined));
  const over = batchOf(101);
  const results = await Promise.allSettled([over.sent, ...over.reads]);
  const reasons = results.map((result) => result.status === 'rejected' && result.reason.message);
  expect(new Set(reasons)).toEqual(new Set(['A batch has up to 100 items, not 101']));
});

it('asks again for what was not processed, and for nothing else', async () => {
  const numbers = ['0', '1', '2'];
  for (const number of numbers) {
    await projects.put(key('partly', number), { name: number, count: 0 });
    await schemas.put(key('partly', number), { title: number });
  }
  // Answers one item of each table at a time.
  await using proxy = await behind(async ({ RequestItems }, forward) => {
    const tables = Object.entries(RequestItems);
    const part = (from: number, to?: number) =>
      Object.fromEntries(
        tables.flatMap(([name, { Keys, ...rest }]) =>
          Keys.slice(from, to).length > 0 ? [[name, { ...rest, Keys: Keys.slice(from, to) }]] : [],
        ),
      );
    const answer = await forward({ RequestItems: part(0, 1) });
    const { 'x-amz-crc32': _, ...headers } = answer.headers;
    const body = JSON.stringify({ ...JSON.parse(answer.body.toString()), UnprocessedKeys: part(1) });
    return { ...answer, headers, body };
  });
  const batch = createReadBatch(proxy.clients);
  const names = numbers.map((number) => batch.get(projects.toGet(key('partly', number))));
  const titles = numbers.map((number) => batch.get(schemas.toGet(key('partly', number))));
  await batch.send();
  expect((await Promise.all(names)).map((project) => project?.name)).toEqual(numbers);
  expect((await Promise.all(titles)).map((schema) => schema?.title)).toEqual(numbers);
  const asked = proxy.batches.map(({ RequestItems }) => Object.values(RequestItems).map(({ Keys }) => Keys.length));
  expect(asked).toEqual([
    [3, 3],
    [2, 2],
    [1, 1],
  ]);
});

it('tells a failure to the sender and to each reader', async () => {
  await using proxy = await behind(() => Promise.reject(new Error('break it')));
  const batch = createReadBatch(proxy.clients);
  const reads = [batch.get(projects.toGet(key('a'))), batch.get(schemas.toGet(key('b')))];
  const results = await Promise.allSettled([batch.send(), ...reads]);
  const reasons = results.map((result) => result.status === 'rejected' && result.reason.code);
  expect(reasons).toEqual(Array.from({ length: 3 }, () => 'dependency_unavailable'));
});
