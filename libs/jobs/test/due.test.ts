import { createTable, DependencyUnavailableError, itemExists } from '@snapinfra/aws-clients';
import { outboxIndex, outboxShards, tableNames } from '@snapinfra/platform';
import { useBackend } from '@snapinfra/testing';
import Type from 'typebox';
import { beforeEach, describe, expect, it } from 'vitest';
import { createDueSweep, createSweeper, dueAt, dueNames } from '../src/index.ts';

const backend = await useBackend();
const Reminder = Type.Object({
  id: Type.String(),
  updatedAt: Type.String(),
  outboxShard: Type.Optional(Type.String()),
  outboxDueAt: Type.Optional(Type.Integer()),
});
const reminders = createTable({
  dynamo: backend.clients().dynamo,
  tableName: tableNames(backend.resources.tablePrefix).deployments,
  schema: Reminder,
  indexes: [outboxIndex],
});
const keyOf = (id: string) => ({ pk: `REMINDER#${id}`, sk: 'RECORD' });

let nowMs = Date.now();
const clock = () => new Date(nowMs);
const errors: string[] = [];
const onError = (message: string) => void errors.push(message);
beforeEach(() => {
  errors.length = 0;
  // What earlier tests left behind is due again at other times only.
  nowMs += 86_400_000;
});

let ids = 0;
const remind = async (afterMs = 0): Promise<string> => {
  const id = `r${(ids += 1)}`;
  await reminders.put(keyOf(id), { id, updatedAt: clock().toISOString(), ...dueAt(id, nowMs + afterMs) });
  return id;
};
const forget = async ({ id }: { readonly id: string }): Promise<void> => {
  await reminders.update(keyOf(id), { remove: dueNames }, { condition: itemExists });
};
const sweeperOf = (handle: (item: { readonly id: string }) => Promise<void>) =>
  createSweeper({ sweeps: [createDueSweep({ clock, onError }, reminders, handle)], intervalMs: 10, onError });
const dueOf = async (id: string) => (await reminders.get(keyOf(id)))?.outboxDueAt;

describe('a sweep', () => {
  it('handles what is due, in every shard, and nothing else', async () => {
    const due = await Promise.all(Array.from({ length: 12 }, () => remind()));
    const later = await remind(1);
    const handled: string[] = [];
    const sweeper = sweeperOf(async (item) => {
      handled.push(item.id);
      await forget(item);
    });
    expect(await sweeper.sweep()).toBe(12);
    expect(handled.toSorted()).toEqual(due.toSorted());
    expect(await dueOf(due[0] ?? '')).toBeUndefined();
    expect(await dueOf(later)).toBe(nowMs + 1);
    nowMs += 1;
    expect(await sweeper.sweep()).toBe(1);
  });

  it('handles an item once, however many sweepers look at it', async () => {
    const id = await remind();
    const handled: string[] = [];
    const sweepers = Array.from({ length: 4 }, () => sweeperOf(async (item) => void handled.push(item.id)));
    await Promise.all(sweepers.map((sweeper) => sweeper.sweep()));
    expect(handled).toEqual([id]);
    // Left as it is, by a process that was killed: another looks when the claim is over.
    nowMs += 60_000;
    expect(await sweeperOf(forget).sweep()).toBe(1);
    expect(await dueOf(id)).toBeUndefined();
  });

  it('puts off what fails, the longer the longer it has failed, up to an hour', async () => {
    const id = await remind();
    const sweeper = sweeperOf(() => Promise.reject(new Error('no')));
    const pauses: number[] = [];
    for (let count = 0; count < 9; count += 1) {
      await sweeper.sweep();
      const due = (await dueOf(id)) ?? 0;
      pauses.push((due - nowMs) / 60_000);
      nowMs = due;
    }
    expect(pauses).toEqual([1, 1, 2, 4, 8, 16, 32, 60, 60]);
    expect(errors).toEqual(pauses.map(() => `the sweeper could not finish REMINDER#${id} RECORD`));
    await forget({ id });
  });

  it('leaves alone a time that was set while it failed', async () => {
    const id = await remind();
    const later = nowMs + 5;
    const sweeper = sweeperOf(async () => {
      await reminders.update(keyOf(id), { set: { outboxDueAt: later } });
      throw new Error('no');
    });
    await sweeper.sweep();
    expect(await dueOf(id)).toBe(later);
    await forget({ id });
  });
});

describe('an item that this version can not read', () => {
  const unreadable = async (): Promise<string> => {
    const id = await remind();
    await reminders.update(keyOf(id), { remove: ['updatedAt'] }, { condition: itemExists }).catch(() => undefined);
    return id;
  };

  it('is named and put off, and keeps no other from being handled', async () => {
    const id = await unreadable();
    await Promise.all(Array.from({ length: 12 }, () => remind()));
    const sweeper = sweeperOf(forget);
    expect(await sweeper.sweep()).toBe(12);
    expect(errors).toEqual([`the sweeper could not read REMINDER#${id} RECORD`]);
    nowMs += 15 * 60_000 - 1;
    expect(await sweeper.sweep()).toBe(0);
    expect(errors).toHaveLength(1);
    nowMs += 1;
    await sweeper.sweep();
    expect(errors).toHaveLength(2);
    await reminders.delete(keyOf(id)).catch(() => undefined);
  });
});

it('a look that fails keeps no other from being made, and an outage is what is told of them', async () => {
  const outage = new DependencyUnavailableError({ dependency: 'dynamodb', reason: 'unreachable', operation: 'Query' });
  const looks: string[] = [];
  const failing = (error: Error) => (shard: string) => {
    looks.push(shard);
    return Promise.reject(error);
  };
  const empty = async (shard: string) => {
    looks.push(shard);
    return 0;
  };
  const sweeps = [failing(new Error('no')), failing(outage), empty];
  await expect(createSweeper({ sweeps, intervalMs: 10, onError }).sweep()).rejects.toBe(outage);
  expect(looks).toHaveLength(3 * outboxShards.length);
});

it('a sweeper that is stopped finishes what is under way, and claims nothing more', async () => {
  const ids = await Promise.all(Array.from({ length: 40 }, () => remind()));
  const begun = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const handled: string[] = [];
  const sweeper = sweeperOf(async (item) => {
    begun.resolve();
    await goOn.promise;
    handled.push(item.id);
    await forget(item);
  });
  sweeper.start();
  await begun.promise;
  // All that can be under way at once is.
  const stopped = sweeper.stop();
  goOn.resolve();
  await stopped;
  const dues = await Promise.all(ids.map(dueOf));
  const untouched = dues.filter((due) => due === nowMs).length;
  expect(untouched).toBeGreaterThan(0);
  expect(handled.length + untouched).toBe(ids.length);
  await Promise.all(ids.map((id) => forget({ id })));
});

it('a sweeper looks again and again until it is stopped', async () => {
  const sweeper = sweeperOf(forget);
  sweeper.start();
  for (let count = 0; count < 2; count += 1) {
    const id = await remind();
    await expect.poll(() => dueOf(id), { timeout: 10_000 }).toBeUndefined();
  }
  await sweeper.stop();
  const id = await remind();
  expect(await dueOf(id)).toBe(nowMs);
  await forget({ id });
});
