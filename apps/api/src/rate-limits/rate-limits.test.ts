import { DependencyUnavailableError } from '@snapinfra/aws-clients';
import { beforeEach, expect, it } from 'vitest';
import { createBackground } from '../runtime/background.ts';
import { createRateLimits, maximumKnownKeys, rateLimitWindowMs, type AddToRateLimit } from './rate-limits.ts';

let nowMs = 0;
let writes = 0;
let isDown = false;
let losesAnswers = false;
const stored = new Map<string, number>();
const background = createBackground({
  onError: (_name, error) => {
    throw error;
  },
});

const add: AddToRateLimit = async (key, window, count) => {
  writes += 1;
  const noAnswer = new DependencyUnavailableError({
    dependency: 'dynamodb',
    reason: 'timeout',
    operation: 'UpdateItem',
  });
  if (isDown) throw noAnswer;
  const total = (stored.get(`${key} ${window}`) ?? 0) + count;
  stored.set(`${key} ${window}`, total);
  if (losesAnswers) throw noAnswer;
  return total;
};
const instance = () => createRateLimits({ add, clock: () => new Date(nowMs), background, limit: 100 });

const ask = async (limits: ReturnType<typeof instance>, times: number, key = 'ada') => {
  let current = 0;
  for (let count = 0; count < times; count += 1) {
    ({ current } = limits.count(key));
    await background.drain();
  }
  return current;
};

beforeEach(() => {
  nowMs = (Math.floor(nowMs / rateLimitWindowMs) + 1) * rateLimitWindowMs;
  writes = 0;
  isDown = false;
  losesAnswers = false;
});

it('costs no calls for a caller far below the limit', async () => {
  expect(await ask(instance(), 9)).toBe(9);
  expect(writes).toBe(0);
});

it('counts what other instances counted, at one write in two seconds', async () => {
  const [one, other] = [instance(), instance()];
  expect(await ask(one, 60)).toBe(60);
  expect(writes).toBe(1);
  nowMs += 2000;
  expect(await ask(one, 1)).toBe(61);
  expect(await ask(other, 11)).toBe(72);
  expect(writes).toBe(3);
  nowMs += 2000;
  await ask(one, 1);
  expect(await ask(one, 1, 'eve')).toBe(1);
});

it('writes nothing more for who is over the limit', async () => {
  const limits = instance();
  await ask(limits, 150);
  nowMs += 2000;
  await ask(limits, 1);
  const before = writes;
  nowMs += 2000;
  expect(await ask(limits, 50)).toBe(201);
  expect(writes).toBe(before);
});

it('counts alone while the database is away, and tells what comes afterwards', async () => {
  const limits = instance();
  isDown = true;
  expect(await ask(limits, 20)).toBe(20);
  isDown = false;
  nowMs += 2000;
  expect(await ask(limits, 1)).toBe(21);
  // The others never learn of requests that were counted during the outage.
  expect(await ask(instance(), 11)).toBe(22);
});

it('counts each request once though answers of the database are lost', async () => {
  const limits = instance();
  losesAnswers = true;
  for (let round = 0; round < 4; round += 1) {
    await ask(limits, 20);
    nowMs += 2000;
  }
  losesAnswers = false;
  await ask(limits, 1);
  expect(await ask(limits, 1)).toBe(82);
});

it('keeps those that asked last', async () => {
  const limits = instance();
  await ask(limits, 5, 'early');
  await ask(limits, 5, 'busy');
  for (let other = 0; other < maximumKnownKeys - 1; other += 1) limits.count(`address ${other}`);
  expect(await ask(limits, 1, 'busy')).toBe(6);
  expect(await ask(limits, 1, 'early')).toBe(1);
});

it('begins anew with every minute, and says how long it lasts', async () => {
  const limits = instance();
  await ask(limits, 50);
  nowMs += 45_000;
  expect(limits.count('ada')).toEqual({ current: 51, ttlMs: 15_000 });
  nowMs += 15_000;
  expect(limits.count('ada')).toEqual({ current: 1, ttlMs: 60_000 });
});
