import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { itemExists } from '@snapinfra/aws-clients';
import {
  changeMemberRole,
  createProject,
  deleteProject,
  exportMe,
  getMe,
  listInvitationsOfProject,
  listMembers,
} from '@snapinfra/contracts';
import { dueAt } from '@snapinfra/jobs';
import { tableNames, tables } from '@snapinfra/platform';
import { startHttpInterceptor, useBackend } from '@snapinfra/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { userKey } from '../src/access/user-mark.ts';
import { exportsPrefix } from '../src/features/users/export-record.ts';
import { deletionOutbox, UserRecord } from '../src/features/users/user-record.ts';
import { writableTable } from '../src/storage/tables.ts';
import { goodSchema } from './support/models.ts';
import { invite, join, makeProject, withEmail } from './support/people.ts';
import { startApi } from './support/start-api.ts';

/*
 * The removal of a user stops at any of its writes, as where its instance dies, and others repeat it: what is left is what a removal
 * leaves that never stopped.
 */

/** npm test tries every fourth write; `API_TEST_STEP=1` tries each. */
const step = Number(process.env['API_TEST_STEP'] ?? 4);
const seed = Number(process.env['API_TEST_SEED'] ?? Date.now() % 1_000_000);

const backend = await useBackend();
/** Writes that are let through before nothing is any more; undefined: everything is. */
let writesLeft: number | undefined;
let writes = 0;
const isWrite = (method: string, target: string) =>
  /\.(?:TransactWrite|Update|Put|Delete|BatchWrite)/.test(target) || (target === '' && method !== 'GET');
const intercept: Parameters<typeof startHttpInterceptor>[1] = async (request, forward) => {
  if (isWrite(request.method, String(request.headers['x-amz-target'] ?? ''))) {
    writes += 1;
    if (writesLeft !== undefined) writesLeft -= 1;
  }
  if (writesLeft !== undefined && writesLeft < 0) throw new Error('the instance is gone');
  return forward(request);
};
const [dynamodb, s3] = [
  await startHttpInterceptor(backend.endpoints.dynamodb, intercept),
  await startHttpInterceptor(backend.endpoints.s3, intercept),
];
let nowMs = Date.parse('2026-11-01T00:00:00Z');
const clock = () => new Date(nowMs);
const mortal = await startApi(backend, {
  clients: backend.clients({ endpoints: { dynamodb: dynamodb.url, s3: s3.url }, maxAttempts: 1 }),
  clock,
});
const api = await startApi(backend, { clock });
afterAll(async () => {
  await Promise.all([mortal.close(), api.close()]);
  await Promise.all([dynamodb.stop(), s3.stop()]);
});

const names = tableNames(backend.env['DYNAMODB_TABLE_PREFIX'] ?? '');

/** A user with something of everything that a removal has to do with. */
const settle = async (name: string, hasOwn: boolean) => {
  const user = `leaver ${name}`;
  const other = `other ${name}`;
  const body = { name: 'Own', schema: goodSchema };
  const own = hasOwn ? (await api.expectStatus(201, createProject, { ...withEmail(user), body })).body.data.id : user;
  if (hasOwn) await invite(api, { by: user, projectId: own, user: `guest ${name}` });
  const shared = await makeProject(api, user);
  await join(api, { by: user, projectId: shared, user: other, role: 'admin' });
  await api.expectStatus(200, changeMemberRole, {
    ...{ user, params: { projectId: shared, userId: other }, body: { role: 'owner' } },
  });
  await invite(api, { by: user, projectId: shared, user: `second guest ${name}` });
  const joined = await makeProject(api, other);
  await join(api, { by: other, projectId: joined, user });
  const open = await makeProject(api, other);
  await invite(api, { by: other, projectId: open, user });
  await api.expectStatus(202, exportMe, withEmail(user));
  await api.deps.background.drain();
  await api.expectStatus(200, getMe, withEmail(user));
  const attributes = { ...dueAt(user, nowMs, deletionOutbox), deletingAt: clock().toISOString() };
  const users = writableTable(api.deps.storage.open('users', UserRecord));
  const marked = await users.update(userKey(user), { attributes }, { condition: itemExists });
  expect(marked.ok).toBe(true);
  return { user, other, own, shared, joined, open };
};

/** The items that name somebody, but for the activity, which tells others what he did in their projects. */
const itemsNaming = async (texts: readonly string[]): Promise<string[]> => {
  const found: string[] = [];
  for (const { key } of tables.filter(({ key: table }) => table !== 'activity')) {
    const scan = { TableName: names[key], ConsistentRead: true };
    for await (const { Items = [] } of paginateScan({ client: api.deps.clients.dynamo }, scan)) {
      for (const item of Items)
        if (texts.some((text) => JSON.stringify(item).includes(text))) found.push(`${key} ${item['pk']} ${item['sk']}`);
    }
  }
  return found;
};

const sweepAll = async (): Promise<void> => {
  for (let handled = 1; handled > 0;) {
    await api.deps.background.drain();
    nowMs += 3_600_000;
    handled = await api.deps.sweeper.sweep();
  }
};

/** Lets the removal run until its instance dies; true where it came to an end before. */
const dieAfter = async (count: number): Promise<boolean> => {
  [writesLeft, writes] = [count, 0];
  await mortal.deps.sweeper.sweep().catch(() => undefined);
  await mortal.deps.background.drain();
  const isDone = writesLeft >= 0;
  writesLeft = undefined;
  return isDone;
};

const expectGone = async ({ user, other, own, shared, joined, open }: Awaited<ReturnType<typeof settle>>) => {
  const address = withEmail(user).headers['x-dev-email'];
  expect(await itemsNaming([user, address, own])).toEqual([]);
  for (const prefix of [exportsPrefix(user), `documents/${own}/`]) {
    for await (const key of api.stores.objects.listKeys(prefix)) expect.fail(`${key} is left`);
  }
  for (const projectId of [shared, joined, open]) {
    const { body } = await api.expectStatus(200, listMembers, { user: other, params: { projectId } });
    expect(body.data.map(({ userId, role, isTenant }) => [userId, role, isTenant])).toEqual([[other, 'owner', true]]);
    const head = await api.stores.projects.get({ pk: `PROJECT#${projectId}`, sk: 'META' });
    expect(head).toMatchObject({ userId: other, ownerCount: 1, memberCount: 1 });
    const { body: pending } = await api.expectStatus(200, listInvitationsOfProject, {
      ...{ user: other, params: { projectId } },
    });
    expect(pending.data).toEqual([]);
    await api.expectStatus(200, deleteProject, { user: other, params: { projectId } });
  }
};

describe('a removal of a user', () => {
  it.each([
    // Its projects go in a minute: the user goes at a later look.
    ['with a project', true, 15],
    ['without one', false, 10],
  ])(
    '%s that stops after one of its writes is finished by others',
    { timeout: 240_000 },
    async (how, hasOwn, atLeast) => {
      let isDone = false;
      let count = seed % step;
      for (; !isDone; count += step) {
        const world = await settle(`${how} ${count}`, hasOwn);
        isDone = await dieAfter(count);
        await sweepAll();
        await expectGone(world);
      }
      // It died after one of its first writes, and so on up to one of its last ones.
      expect(writes, `API_TEST_SEED=${seed}`).toBeGreaterThanOrEqual(atLeast);
      expect(writes).toBeLessThanOrEqual(count - step);
    },
  );
});
