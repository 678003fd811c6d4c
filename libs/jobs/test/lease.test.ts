import { allOf, createTable, itemExists } from '@snapinfra/aws-clients';
import { tableNames } from '@snapinfra/platform';
import { useBackend } from '@snapinfra/testing';
import Type from 'typebox';
import { expect, it } from 'vitest';
import { hasToken, isUnheld, leasedUntil, leaseNames, leaseTaken } from '../src/index.ts';

const backend = await useBackend();
const Thing = Type.Object({
  leaseToken: Type.Integer(),
  leaseHolder: Type.Optional(Type.String()),
  leaseExpiresAtEpochMs: Type.Optional(Type.Integer()),
});
const things = createTable({
  dynamo: backend.clients().dynamo,
  tableName: tableNames(backend.resources.tablePrefix).settings,
  schema: Thing,
});
const newThing = async (pk: string) => {
  const key = { pk, sk: 'RECORD' };
  await things.put(key, { leaseToken: 0 });
  return key;
};
const nowMs = Date.now();

it('one of those who claim at once has the lease', async () => {
  const key = await newThing('contended');
  const condition = allOf(itemExists, isUnheld(nowMs));
  const claims = await Promise.all(
    ['a', 'b', 'c'].map((holder) => things.update(key, leaseTaken(holder, nowMs + 100), { condition })),
  );
  expect(claims.filter(({ ok }) => ok)).toMatchObject([{ item: { leaseToken: 1 } }]);
});

it('fences a holder whose lease another has claimed, until then it may renew a late one', async () => {
  const key = await newThing('fenced');
  await things.update(key, leaseTaken('a', nowMs), { condition: isUnheld(nowMs) });
  const first = { condition: hasToken({ token: 1 }) };
  const held = { condition: isUnheld(nowMs) };
  expect(await things.update(key, leaseTaken('b', nowMs + 100), held)).toMatchObject({ ok: false });
  const late = await things.update(key, { set: leasedUntil(nowMs + 10) }, first);
  expect(late).toMatchObject({ ok: true, item: { leaseHolder: 'a' } });
  const over = { condition: isUnheld(nowMs + 11) };
  const second = await things.update(key, leaseTaken('b', nowMs + 100), over);
  expect(second).toMatchObject({ ok: true, item: { leaseHolder: 'b', leaseToken: 2 } });
  expect(await things.update(key, { set: leasedUntil(nowMs + 200) }, first)).toMatchObject({ ok: false });
});

it('is free again once it was released, and the next token is greater', async () => {
  const key = await newThing('released');
  await things.update(key, leaseTaken('a', nowMs + 100), { condition: isUnheld(nowMs) });
  await things.update(key, { remove: leaseNames }, { condition: hasToken({ token: 1 }) });
  const next = await things.update(key, leaseTaken('b', nowMs + 100), { condition: isUnheld(nowMs) });
  expect(next).toMatchObject({ ok: true, item: { leaseToken: 2 } });
});
