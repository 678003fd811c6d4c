import { buffer } from 'node:stream/consumers';
import { createSchemaVersion, exportMe, getMe, getMyExport, maximumExports, updateProject } from '@snapinfra/contracts';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { tableNames, tables } from '@snapinfra/platform';
import { startHttpInterceptor, useBackend } from '@snapinfra/testing';
import { fromBufferPromise } from 'yauzl';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportsPrefix } from '../src/features/users/export-record.ts';
import { completeGeneration, makeIds, type Ids } from './support/contract-fixtures.ts';
import { invite, join, makeProject, withEmail } from './support/people.ts';
import { expectProblem, startApi } from './support/start-api.ts';

const backend = await useBackend();
let nowMs = Date.parse('2026-03-04T05:06:07Z');
const clients = backend.clients();
const api = await startApi(backend, { clients, clock: () => new Date(nowMs) });
afterAll(() => api.close());

const drain = () => api.deps.background.drain();
const request = async (user: string) => (await api.expectStatus(202, exportMe, withEmail(user))).body.data;
const read = async (user: string, exportId: string) =>
  (await api.expectStatus(200, getMyExport, { user, params: { exportId } })).body.data;

/** The files of a finished export, as its URL gives them. */
const download = async (user: string): Promise<ReadonlyMap<string, Buffer>> => {
  const { id } = await request(user);
  await drain();
  const done = await read(user, id);
  expect(done).toMatchObject({ status: 'completed', expiresIn: 3600 });
  const response = await fetch(done.downloadUrl ?? '');
  expect(response.headers.get('content-disposition')).toContain(done.fileName);
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(bytes).toHaveLength(done.archiveBytes ?? -1);
  const zip = await fromBufferPromise(bytes, { lazyEntries: true });
  const files = new Map<string, Buffer>();
  for await (const entry of zip.eachEntry())
    files.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)));
  expect(files.size).toBe(done.fileCount);
  return files;
};
const json = (files: ReadonlyMap<string, Buffer>, path: string): unknown =>
  JSON.parse(files.get(path)?.toString() ?? expect.fail(`no ${path} among ${[...files.keys()].join(', ')}`));
const lines = (files: ReadonlyMap<string, Buffer>, path: string): unknown[] =>
  (files.get(path)?.toString() ?? expect.fail(`no ${path}`))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);

const names = tableNames(backend.env['DYNAMODB_TABLE_PREFIX'] ?? '');

/** The items of a partition. */
const itemsOf = async (TableName: string, partition: string) => {
  const items: Readonly<Record<string, unknown>>[] = [];
  for await (const { Items = [] } of paginateScan({ client: clients.dynamo }, { TableName, ConsistentRead: true }))
    items.push(...Items.filter((item) => item['pk'] === partition));
  return items;
};

describe('an export', () => {
  let ids: Ids;
  let files: ReadonlyMap<string, Buffer>;
  let shared: string;
  beforeAll(async () => {
    ids = await makeIds(api, 'ada', { large: true });
    await completeGeneration(api, ids);
    const { projectId = '', schemaId = '' } = ids;
    const params = { projectId, schemaId };
    await api.expectStatus(201, createSchemaVersion, { params, body: { name: 'Second version' } });
    await api.expectStatus(200, updateProject, { params, body: { generatedIaC: { files: [] } } });
    shared = await makeProject(api, 'host', 'Of the host');
    await join(api, { by: 'host', projectId: shared, user: 'ada' });
    await api.expectStatus(200, updateProject, { params: { projectId: shared }, body: { name: 'Renamed by ada' } });
    await invite(api, { by: 'host', projectId: await makeProject(api, 'host', 'Invites'), user: 'ada' });
    await drain();
    // Calls above came without the address: the record has what the last token said.
    await api.expectStatus(200, getMe, withEmail('ada'));
    files = await download('ada');
  });

  it('has the profile, the memberships and the invitations', () => {
    expect(json(files, 'profile.json')).toMatchObject({ id: 'ada', emailVerified: true });
    const { projectId } = ids;
    expect(lines(files, 'memberships.jsonl')).toEqual([
      expect.objectContaining({ projectId: shared, projectName: 'Renamed by ada', role: 'developer', isTenant: false }),
      expect.objectContaining({ projectId, role: 'owner', isTenant: true }),
    ]);
    expect(json(files, 'invitations.json')).toEqual([expect.objectContaining({ projectName: 'Invites' })]);
  });

  it('has whole what counts for the user, with every version of the schemas and what was generated', () => {
    const folder = `projects/${ids['projectId']}`;
    const project = json(files, `${folder}/project.json`) as Readonly<Record<string, object>>;
    expect(project).toMatchObject({ id: ids['projectId'], generatedCode: {}, generatedIaC: {} });
    expect(JSON.stringify(project['analysis']).length).toBeGreaterThan(500_000);
    for (const version of [1, 2])
      expect(json(files, `${folder}/schemas/${ids['schemaId']}/${version}.json`)).toMatchObject({ version });
    expect([...files.keys()].filter((path) => path.startsWith(`${folder}/architectures/`))).toHaveLength(1);
    const generation = `${folder}/code-generations/${ids['generationId']}`;
    expect(json(files, `${generation}/code-generation.json`)).toMatchObject({ prompt: 'please', status: 'completed' });
    expect(files.get(`${generation}/archive.zip`)?.length).toBeGreaterThan(0);
    const histories = [...files.keys()].filter((path) =>
      path.startsWith(`${folder}/generation-history/${ids['schemaId']}/`),
    );
    expect(histories).toHaveLength(1);
    expect(json(files, histories[0] ?? '')).toMatchObject({
      position: 1,
      document: { formatVersion: 1, migrations: [{ name: '0001_initial.sql' }] },
    });
    expect(json(files, `${folder}/members.json`)).toHaveLength(2);
    const statuses = (json(files, `${folder}/invitations.json`) as { status: string }[]).map(({ status }) => status);
    expect(statuses).toEqual(['accepted', 'pending']);
    expect(lines(files, `${folder}/activity.jsonl`).length).toBeGreaterThan(3);
  });

  it('has of what counts for others only what the user did there', () => {
    const paths = [...files.keys()].filter((path) => path.startsWith(`projects/${shared}/`));
    expect(paths).toEqual([`projects/${shared}/own-activity.jsonl`]);
    expect(lines(files, paths[0] ?? '')).toEqual([
      expect.objectContaining({ action: 'member.joined' }),
      expect.objectContaining({ action: 'project.updated' }),
    ]);
  });

  it('shows nothing of how things are stored', () => {
    const all = [...files].filter(([path]) => !path.endsWith('.zip')).map(([, bytes]) => bytes.toString());
    for (const hidden of [
      '"pk"',
      '"sk"',
      'outboxShard',
      'tokenHash',
      'leaseToken',
      'archiveKey',
      'expiresAtEpochSeconds',
    ])
      expect(
        all.filter((text) => text.includes(hidden)),
        hidden,
      ).toEqual([]);
  });

  it.each(tables.map(({ key }) => key))('covers what the table %s has of the project', async (key) => {
    const items = await itemsOf(names[key], `PROJECT#${ids['projectId'] ?? ''}`);
    const idOf = (item: Readonly<Record<string, unknown>>) => item['id'] ?? item['userId'] ?? item['schemaId'];
    const identified = items.map(idOf).filter((id) => id !== undefined);
    expect(items.length === 0 || identified.length > 0, 'its items name nothing that an export could show').toBe(true);
    // The activity names all kinds of things: that is not to export them.
    const covering = [...files].filter(([path]) => path.endsWith('/activity.jsonl') === (key === 'activity'));
    const text = covering
      .map(([path, bytes]) => (path.endsWith('.zip') ? path : `${path}\n${String(bytes)}`))
      .join('\n');
    const missing = identified.filter((id) => !text.includes(String(id)));
    expect(missing, 'give exportOfProject among what its area gives back').toEqual([]);
  });

  it('is of nobody else', async () => {
    const { id: exportId } = await request('owner of an export');
    await expectProblem(api, 'export_not_found', getMyExport, { user: 'ada', params: { exportId } });
    await expectProblem(api, 'export_not_found', getMyExport, {
      user: 'owner of an export',
      params: { exportId: 'x' },
    });
  });
});

describe('exports of one user', () => {
  it('are made one at a time: the one that is being made is given again', async () => {
    // None is stored before all have asked.
    const allAsked = Promise.withResolvers<undefined>();
    await using s3 = await startHttpInterceptor(backend.endpoints.s3, async (sent, forward) => {
      await allAsked.promise;
      return forward(sent);
    });
    const slow = await startApi(backend, {
      clients: backend.clients({ endpoints: { s3: s3.url } }),
      clock: () => new Date(nowMs),
    });
    const ask = async () => (await slow.expectStatus(202, exportMe, withEmail('impatient'))).body.data;
    const answers = await Promise.all([ask(), ask(), ask()]);
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    allAsked.resolve(undefined);
    await slow.deps.background.drain();
    await slow.close();
    const next = await request('impatient');
    expect(next.id).not.toBe(answers[0]?.id);
    await drain();
  });

  it('are made one at a time also where another one is asked for between the two reads of a request', async () => {
    let between: (() => Promise<unknown>) | undefined = () => request('overtaken');
    const listRead = Promise.withResolvers<undefined>();
    await using dynamodb = await startHttpInterceptor(backend.endpoints.dynamodb, async (sent, forward) => {
      const target = String(sent.headers['x-amz-target']);
      if (target.endsWith('.BatchGetItem') && between) {
        const other = between;
        between = undefined;
        await listRead.promise;
        await other();
      }
      const answer = await forward(sent);
      if (target.endsWith('.Query')) listRead.resolve(undefined);
      return answer;
    });
    const late = await startApi(backend, {
      clients: backend.clients({ endpoints: { dynamodb: dynamodb.url } }),
      clock: () => new Date(nowMs),
    });
    await late.expectStatus(202, exportMe, withEmail('overtaken'));
    await Promise.all([late.deps.background.drain(), drain()]);
    await late.close();
    const stored = await itemsOf(names.users, 'USER#overtaken');
    expect(stored.filter(({ sk }) => String(sk).startsWith('EXPORT#'))).toHaveLength(1);
  });

  it('are kept for a week, ten at most', async () => {
    const first = await request('collector');
    await drain();
    for (let count = 1; count < maximumExports; count += 1) {
      await request('collector');
      await drain();
    }
    await expectProblem(api, 'too_many_exports', exportMe, withEmail('collector'));
    nowMs += 7 * 24 * 3_600_000;
    await expectProblem(api, 'export_not_found', getMyExport, { user: 'collector', params: { exportId: first.id } });
    const keysOf = async () => {
      const keys: string[] = [];
      for await (const key of api.stores.objects.listKeys(exportsPrefix('collector'))) keys.push(key);
      return keys;
    };
    expect(await keysOf()).toHaveLength(maximumExports);
    while ((await api.deps.sweeper.sweep()) > 0) await drain();
    expect(await keysOf()).toEqual([]);
    await request('collector');
    await drain();
  });

  it('are made by the sweeper where the instance that was asked is gone', async () => {
    await api.expectStatus(200, getMe, withEmail('abandoned'));
    const dead = await startApi(backend, { clock: () => new Date(nowMs) });
    // It stops at once: what it has begun it gives back.
    const { body } = await dead.expectStatus(202, exportMe, withEmail('abandoned'));
    await dead.close();
    nowMs += 120_000;
    await api.deps.sweeper.sweep();
    await drain();
    expect(await read('abandoned', body.data.id)).toMatchObject({ status: 'completed' });
  });
});
