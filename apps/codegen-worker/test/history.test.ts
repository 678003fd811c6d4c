import { randomBytes } from 'node:crypto';
import {
  codeGenerationKey,
  codeGenerationPrefix,
  codegenWorkerEnv,
  generationHistoryHeadKey,
  readEnv,
} from '@snapinfra/platform';
import { useBackend, waitFor } from '@snapinfra/testing';
import { describe, expect, it } from 'vitest';
import type { GenerationOutcome } from '../src/code-generations/generation-job.ts';
import { generateHere } from './support/generate-here.ts';
import { ack, createHistories, generateAfter } from './support/histories.ts';

const backend = await useBackend();
const { jobs, entries, repository, handle, ...histories } = createHistories(backend);
const { done, entryOf, documentOf, headOf, historyObjects } = histories;

describe('a completed generation', () => {
  it('leaves an entry, which is the head of its schema’s history', async () => {
    const id = await done(await jobs.store());
    const { schemaId, result } = await jobs.read(id);
    expect(result).toMatchObject({ base: null, migrations: ['0001_initial.sql'] });
    const entry = await entryOf(id);
    expect(entry).toMatchObject({ generationId: id, schemaId, schemaVersion: 1, position: 1 });
    expect(entry).not.toHaveProperty('parentId');
    expect({ ...(await headOf(id)), sk: '' }).toEqual({ ...entry, sk: '' });
    expect(await documentOf(id)).toMatchObject({ migrations: [{ name: '0001_initial.sql' }], options: {} });
  });

  it('is continued from by the next one, also when its archive and its record are gone', async () => {
    const first = await done(await jobs.store());
    const second = await jobs.storeNext(first);
    await jobs.objects.deletePrefix(codeGenerationPrefix(first));
    await jobs.records.delete(codeGenerationKey(first));
    await done(second);
    const { result } = await jobs.read(second);
    expect(result?.base).toMatchObject({ generationId: first, schemaVersion: 1 });
    expect(await entryOf(second)).toMatchObject({ position: 2, parentId: first });
    expect(await headOf(second)).toMatchObject({ generationId: second });
  });

  it('has one entry, also where the answer to its last write was lost and its message comes again', async () => {
    const id = await jobs.store();
    const generations = repository();
    const complete: typeof generations.complete = async (...args) => {
      await generations.complete(...args);
      throw new Error('the answer was lost');
    };
    expect(await handle(id, { complete })).toMatchObject({ kind: 'retry' });
    expect(await handle(id)).toEqual(ack);
    expect(await jobs.history(id)).toMatchObject([{ generationId: id, position: 1 }]);
    expect(await headOf(id)).toMatchObject({ generationId: id });
  });

  it('has a history of its own schema only', async () => {
    const first = await done(await jobs.store());
    const { projectId } = await jobs.read(first);
    const other = await done(await jobs.store(undefined, { projectId }));
    expect(await entryOf(other)).toMatchObject({ position: 1 });
    expect((await jobs.read(other)).result?.base).toBeNull();
    expect(await headOf(first)).toMatchObject({ generationId: first });
  });
});

describe('two generations of one schema at once', () => {
  it('both get in: the slower one is planned again, from the faster one', async () => {
    const slow = await jobs.store();
    const fast = await jobs.storeNext(slow);
    const { generate, plans } = generateAfter(() => done(fast));
    expect(await handle(slow, { generate })).toEqual(ack);
    expect(plans()).toBe(2);
    const record = await jobs.read(slow);
    expect(record).toMatchObject({ status: 'completed', attempts: 1, leaseToken: 1 });
    expect(record.result?.base).toMatchObject({ generationId: fast });
    expect(await headOf(slow)).toMatchObject({ generationId: slow, parentId: fast, position: 2 });
    expect(await jobs.history(slow)).toHaveLength(2);
    expect(await jobs.objectKeys(slow)).toEqual([record.result?.archiveKey]);
  });

  it('both get in where neither continues from anything', async () => {
    const slow = await jobs.store(undefined, { options: { fresh: true } });
    const fast = await jobs.storeNext(slow, undefined, { fresh: true });
    const { generate } = generateAfter(() => done(fast));
    expect(await handle(slow, { generate })).toEqual(ack);
    expect((await jobs.read(slow)).result?.base).toBeNull();
    expect(await headOf(slow)).toMatchObject({ generationId: slow, position: 2 });
  });

  it('keep their leases: the slower one renews while it is planned again', async () => {
    const slow = await jobs.store();
    const fast = await jobs.storeNext(slow);
    const { generate } = generateAfter(() => done(fast));
    const expiry = async () => (await jobs.read(slow)).leaseExpiresAtEpochMs ?? 0;
    let renewed = false;
    const watched: typeof generateHere = async (job, options) => {
      if (job.base !== undefined) {
        const before = await expiry();
        await waitFor(async () => (await expiry()) > before, { what: 'a renewal' });
        renewed = true;
      }
      return generate(job, options);
    };
    const env = readEnv(codegenWorkerEnv, { ...backend.env, CODEGEN_LEASE_SECONDS: '4' });
    expect(await handle(slow, { generate: watched, env })).toEqual(ack);
    expect(renewed).toBe(true);
  });

  it('are tried again later where others are always faster', async () => {
    const slow = await jobs.store();
    let plans = 0;
    let planned: Promise<GenerationOutcome> | undefined;
    const generate: typeof generateHere = async (...args) => {
      plans += 1;
      await entries.put(generationHistoryHeadKey((await jobs.read(slow)).schemaId), {
        ...{ generationId: `another ${plans}`, schemaId: 's', schemaVersion: 1, position: plans },
        ...{ generatorVersion: '0', createdAt: new Date().toISOString() },
        document: await jobs.documents.encode({}, { objectKey: 'unused' }),
      });
      // What it makes of what it continues from does not matter here.
      planned ??= generateHere(...args);
      return planned;
    };
    expect(await handle(slow, { generate })).toMatchObject({ kind: 'retry' });
    expect(plans).toBe(10);
    expect(await jobs.read(slow)).toMatchObject({ status: 'pending', attempts: 1 });
    expect(await entryOf(slow)).toBeUndefined();
  });
});

describe('a history that is too large for its items', () => {
  /** Random: gzip leaves more of it than an item holds. */
  const bulky = (outcome: GenerationOutcome): GenerationOutcome => {
    if (outcome.kind !== 'generated') return outcome;
    const document = JSON.parse(Buffer.from(outcome.result.history).toString()) as object;
    const history = Buffer.from(JSON.stringify({ ...document, bulk: randomBytes(400_000).toString('base64') }));
    return { ...outcome, result: { ...outcome.result, history } };
  };
  const generateBulky: typeof generateHere = async (...args) => bulky(await generateHere(...args));

  it('is one object, which stays when the generation goes, and is continued from', async () => {
    const first = await jobs.store();
    expect(await handle(first, { generate: generateBulky })).toEqual(ack);
    const [key, ...others] = await historyObjects(first);
    expect(others).toEqual([]);
    expect((await entryOf(first))?.document).toMatchObject({ pointer: key });
    const second = await done(await jobs.storeNext(first));
    expect((await jobs.read(second)).result?.base).toMatchObject({ generationId: first });
  });

  it('leaves no object of a plan that was in vain', async () => {
    const slow = await jobs.store();
    const fast = await jobs.storeNext(slow);
    const { generate } = generateAfter(() => done(fast));
    const largeAtFirst: typeof generateHere = async (job, options) => {
      const outcome = await generate(job, options);
      return job.base === undefined ? bulky(outcome) : outcome;
    };
    expect(await handle(slow, { generate: largeAtFirst })).toEqual(ack);
    expect(await historyObjects(slow)).toEqual([]);
  });

  it('leaves no object of an attempt that lost its lease', async () => {
    const id = await jobs.store();
    const generations = repository();
    const complete: typeof generations.complete = async (attempt, output) => {
      await jobs.records.update(codeGenerationKey(id), { set: { status: 'cancelled' }, add: { version: 1 } });
      return generations.complete(attempt, output);
    };
    expect(await handle(id, { generate: generateBulky, complete })).toEqual(ack);
    expect(await historyObjects(id)).toEqual([]);
    expect(await entryOf(id)).toBeUndefined();
    expect(await headOf(id)).toBeUndefined();
  });
});
