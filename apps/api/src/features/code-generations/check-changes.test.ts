import { expect, it } from 'vitest';
import type { RequestGenerationBody } from '@snapinfra/contracts';
import { ThreadsBusyError, ThreadLimitError } from '../../runtime/thread-pool.ts';
import { createCheckChanges } from './check-changes.ts';
import type { PlanAnswer, PlanRequest } from './plan-changes.ts';

const entry = {
  ...{ generationId: 'g1', schemaId: 's1', schemaVersion: 1, position: 1, generatorVersion: '1' },
  ...{ createdAt: '2026-01-01T00:00:00.000Z', document: 'before' },
};
const body: RequestGenerationBody = { projectId: 'p', options: { indexForeignKeys: true, nextMigration: 3 } };

const rejectsWith = (error: Error) => async (): Promise<PlanAnswer> => {
  throw error;
};

const check = async (run: (request: PlanRequest) => Promise<PlanAnswer>) => {
  const told: unknown[] = [];
  const checkChanges = createCheckChanges({
    plans: { run },
    documents: { decodeBytes: async (stored) => Buffer.from(String(stored)) },
    onError: (_message, error) => told.push(error),
  });
  const schema = {
    ...{ schemaId: 's1', schemaVersion: 2, checks: [] },
    refusal: async () => expect.fail('nothing was written'),
    readStored: async () => 'after',
  };
  const base = await checkChanges({ userId: 'ada', schema, history: { entryOf: async () => entry }, body });
  return { told, base };
};

it('plans from what was stored to what is asked for, as the options say', async () => {
  const requests: PlanRequest[] = [];
  await check(async (request) => {
    requests.push(request);
    return { kind: 'invalid', end: 'to' };
  });
  expect(requests).toMatchObject([
    { from: { kind: 'generation', generationId: 'g1' }, indexForeignKeys: true, nextMigration: 3, only: 'destructive' },
  ]);
  const [request] = requests;
  const texts = [request?.to, request?.from.document].map((bytes) => Buffer.from(bytes ?? []).toString());
  expect(texts).toEqual(['after', 'before']);
});

it.each([new ThreadLimitError('1 ms'), new ThreadsBusyError()])(
  'accepts what takes too long for a request: %s',
  async (error) => {
    expect(await check(rejectsWith(error))).toEqual({ told: [error], base: 'g1' });
  },
);

it('hides no other failure', async () => {
  await expect(check(rejectsWith(new Error('broken')))).rejects.toThrow('broken');
});
