import type { ReadBatch } from '@snapinfra/aws-clients';
import { expect, it } from 'vitest';
import { createReading, type Reading, type ReadRequest, type RequestReads } from './reading.ts';

const request: ReadRequest = {
  ...{ caller: { userId: 'ada', isAdmin: false }, id: 'P', projectId: 'P', params: {}, query: {}, body: undefined },
};
/** The readings here look at nothing. */
const batch: ReadBatch = { get: async () => undefined, send: async () => undefined };

/** Starts a reading as the access plugin does. */
const started = <Found>(reading: Reading<Found>): { readonly reads: RequestReads } => {
  const read = () => reading.read(request, batch);
  return { reads: { reading, found: read(), again: read } };
};

/** Gives one number more with each read. */
const counting = () => {
  let count = 0;
  return async () => (count += 1);
};

it('gives what was read with the rights at first, and reads anew with each later call', async () => {
  const reading = createReading(counting());
  const read = reading.of(started(reading));
  expect([await read(), await read(), await read()]).toEqual([1, 2, 3]);
});

it('reads again what a write came between, until it is whole', async () => {
  const reading = createReading(counting(), { isWhole: (count) => count % 3 === 0 });
  const read = reading.of(started(reading));
  expect([await read(), await read()]).toEqual([3, 6]);
});

it('gives up where a write comes between each time', async () => {
  let reads = 0;
  const reading = createReading(async () => (reads += 1), { isWhole: () => false });
  const code = 'dependency_unavailable';
  await expect(reading.of(started(reading))()).rejects.toMatchObject({ code, reason: 'contention' });
  expect(reads).toBe(5);
});

it('ends with the refusal of whichever read finds one', async () => {
  const count = counting();
  const reading = createReading(async () => {
    if ((await count()) === 2) throw new Error('gone meanwhile');
    return 'here';
  });
  const read = reading.of(started(reading));
  expect(await read()).toBe('here');
  await expect(read()).rejects.toThrow('gone meanwhile');
});

it('is read where the route declares it, and nowhere else', () => {
  const [declared, other] = [createReading(counting()), createReading(counting())];
  const problem = 'The route does not declare this reading in its config';
  expect(() => other.of(started(declared))).toThrow(problem);
  expect(() => other.of({ reads: undefined })).toThrow(problem);
});
