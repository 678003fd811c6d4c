import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { deleteMe, deleteProject, httpContracts, roles } from '@snapinfra/contracts';
import { projectPartition, tableNames, tables, type TableKey } from '@snapinfra/platform';
import { useBackend } from '@snapinfra/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completeGeneration, makeIds, validCall } from './support/contract-fixtures.ts';
import { join } from './support/members.ts';
import { startApi } from './support/start-api.ts';

const backend = await useBackend();
let nowMs = Date.now();
const clients = backend.clients();
const api = await startApi(backend, { clients, clock: () => new Date(nowMs) });
afterAll(() => api.close());

const user = 'hoarder';
const names = tableNames(backend.env['DYNAMODB_TABLE_PREFIX'] ?? '');

/** Everything in a table: nobody else uses this stage. */
const itemsOf = async (TableName: string) => {
  const items: Readonly<Record<string, unknown>>[] = [];
  for await (const { Items = [] } of paginateScan({ client: clients.dynamo }, { TableName, ConsistentRead: true })) {
    items.push(...Items);
  }
  return items;
};

const objectKeys = async () => {
  const keys: string[] = [];
  for await (const key of api.stores.objects.listKeys('')) keys.push(key);
  return keys;
};

/** Lets the sweeper do all that is due, whenever it is. */
const sweepAll = async (): Promise<void> => {
  let handled = 1;
  while (handled > 0) {
    await api.deps.background.drain();
    nowMs += 3_600_000;
    handled = await api.deps.sweeper.sweep();
  }
};

const changes = Object.entries(httpContracts).filter(([, { method }]) => method === 'POST' || method === 'PUT');

/** Tables that keep nothing of projects: of users, of instances, and of areas that are not there yet. */
const withoutProjects: ReadonlySet<TableKey> = new Set([
  ...(['users', 'rate-limits', 'jobs'] as const),
  ...(['analytics', 'documentation', 'settings', 'integrations', 'notification-subscriptions'] as const),
]);
/** The memberships are under their users. */
const isOfProject = ({ pk, projectId }: Readonly<Record<string, unknown>>) =>
  String(pk).startsWith(projectPartition('')) || projectId !== undefined;

describe('a project that was filled by everything that the API can make', () => {
  beforeAll(async () => {
    await completeGeneration(api, await makeIds(api, user, { large: true }));
    const ids = await makeIds(api, user, { large: true });
    for (const [name, contract] of changes) {
      // What is done with a project's team is done with one of its own: it takes rights away.
      const own = contract.schema.tags.includes('team') ? await makeIds(api, user) : ids;
      const { status, text } = await api.call(contract, validCall(contract, own, { user }));
      if (status >= 300) throw new Error(`${name} answers ${status}: ${text.slice(0, 300)}`);
    }
    for (const role of roles) await join(api, ids['projectId'] ?? '', `another ${role}`, role);
    await api.deps.background.drain();
  });

  it.each(tables.map(({ key }) => key))('has something in the table %s, if that is one of projects', async (key) => {
    const items = (await itemsOf(names[key])).filter(isOfProject);
    const why = withoutProjects.has(key) ? 'take it from withoutProjects' : 'nothing was made: has its area a fixture?';
    expect(items.length > 0, why).toBe(!withoutProjects.has(key));
  });

  it('has members other than its owner', async () => {
    const members = (await itemsOf(names.teams)).map(({ pk }) => pk);
    expect(members).toEqual(expect.arrayContaining(['USER#hoarder', 'USER#another owner', 'USER#another viewer']));
  });

  it('has documents and archives in the bucket', async () => {
    const classes = (await objectKeys()).map((key) => key.split('/')[0]);
    expect(classes).toEqual(expect.arrayContaining(['documents', 'archives']));
  });

  it('leaves nothing behind, in no table and under no prefix', async () => {
    const projects = (await itemsOf(names.projects)).filter(({ sk }) => sk === 'META');
    for (const { id, userId } of projects) {
      await api.expectStatus(200, deleteProject, { user: String(userId), params: { projectId: String(id) } });
    }
    await sweepAll();
    const why = 'are the sweep and hideOfProject among what its area gives back, and do they remove all?';
    for (const { key } of tables) {
      const left = await itemsOf(names[key]);
      // Users are there without projects, too.
      expect(key === 'users' ? left.filter(isOfProject) : left, `left behind in ${key}: ${why}`).toEqual([]);
    }
    const ofProjects = (await objectKeys()).filter((key) => !key.startsWith('exports/'));
    expect(ofProjects).toEqual([]);
  });

  it('leaves nothing of its users either, once they are removed', async () => {
    const users = (await itemsOf(names.users)).filter(({ sk }) => sk === 'RECORD');
    expect(users.map(({ id }) => id)).toContain(user);
    for (const { id } of users) await api.expectStatus(202, deleteMe, { user: String(id) });
    await sweepAll();
    const why = 'is removeOfUser among what its area gives back, and does it remove all?';
    for (const { key } of tables) expect(await itemsOf(names[key]), `left behind in ${key}: ${why}`).toEqual([]);
    expect(await objectKeys()).toEqual([]);
  });
});
