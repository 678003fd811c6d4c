import { randomBytes } from 'node:crypto';
import { createTable } from '@snapinfra/aws-clients';
import {
  codeGenerationKey,
  codeGenerationPrefix,
  codegenWorkerEnv,
  generationHistoryHeadKey,
  GenerationHistoryItem,
  generationHistoryKey,
  generationHistoryPrefix,
  readEnv,
  readGenerationHistory,
} from '@snapinfra/platform';
import { isReadableState } from '@snapinfra/generator/schema-changes';
import { useBackend, waitFor } from '@snapinfra/testing';
import { describe, expect, it } from 'vitest';
import { generateInThread, type GenerationOutcome } from '../src/code-generations/generate-in-thread.ts';
import { createHandlerTests } from './support/handler.ts';
import { createJobs } from './support/jobs.ts';

const backend = await useBackend();
const jobs = createJobs(backend);
const { tables, dynamo, repository, handle } = createHandlerTests(backend);
const entries = createTable({ dynamo, tableName: tables['code-generations'], schema: GenerationHistoryItem });

const ack = { kind: 'ack' } as const;
const done = async (id: string): Promise<string> => {
  expect(await handle(id)).toEqual(ack);
  return id;
};
const entryOf = (id: string) => entries.get(generationHistoryKey(id));
const documentOf = async (id: string) => {
  const json = await jobs.documents.decodeBytes((await entryOf(id))?.document);
  const read = readGenerationHistory(id, json, isReadableState);
  return read.ok ? read.document : expect.fail(read.reason);
};
const headOf = async (id: string) => entries.get(generationHistoryHeadKey((await jobs.read(id)).schemaId));
const all = async <Item>(items: AsyncIterable<Item>): Promise<Item[]> => {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
};
const historyObjects = async (id: string) => all(jobs.objects.listKeys(generationHistoryPrefix(id)));

/** Generates as usual, once `before` has come to its end; that is called at the first plan only. */
const generateAfter = (before: () => Promise<unknown>) => {
  let plans = 0;
  const generate: typeof generateInThread = async (...args) => {
    plans += 1;
    if (plans === 1) await before();
    return generateInThread(...args);
  };
  return { generate, plans: () => plans };
};

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

const id = { name: 'id', type: 'uuid', primary: true, default: 'gen_random_uuid()' };
const text = { name: 'text', type: 'text' };
const words = { name: 'words', type: 'text' };
const noteModel = (...fields: object[]) => ({ name: 'Notes', tables: [{ name: 'note', fields: [id, ...fields] }] });

const errorOf = async (generationId: string) => {
  expect(await handle(generationId)).toMatchObject({ kind: 'reject' });
  return (await jobs.read(generationId)).error;
};
// Each test generates two projects or more: LocalStack has those in which what is written, and when, decides.
const gap = backend.gap({ localstack: 'what it shows is the generator’s and not the backend’s' });

describe.skipIf(gap)(`a generation of a changed model${gap}`, () => {
  it('adds a migration to those before, and says which and what it costs', async () => {
    const first = await done(await jobs.store(noteModel()));
    const second = await done(await jobs.storeNext(first, noteModel({ ...text, required: true })));
    const { result } = await jobs.read(second);
    expect(result?.base).toMatchObject({ generationId: first });
    expect(result?.migrations).not.toHaveLength(0);
    for (const added of result?.migrations ?? []) expect(added).toMatch(/^0002/);
    expect(result?.marks).toMatchObject({ destructive: 0, dataDependent: 1 });
    const [initial] = (await documentOf(first)).migrations;
    const { migrations } = await documentOf(second);
    expect(migrations[0]).toEqual(initial);
    expect(migrations.slice(1).map(({ name }) => name)).toEqual(result?.migrations);
  });

  it('adds none where nothing in the database changes', async () => {
    const first = await done(await jobs.store(noteModel(text)));
    const second = await done(await jobs.storeNext(first, noteModel(text)));
    expect((await jobs.read(second)).result).toMatchObject({ migrations: [], marks: { destructive: 0, locking: 0 } });
    expect((await documentOf(second)).migrations).toEqual((await documentOf(first)).migrations);
  });

  it('fails where data would be lost, with the steps; the head stays; and is done where that is allowed', async () => {
    const first = await done(await jobs.store(noteModel(text)));
    const refused = await jobs.storeNext(first, noteModel(words));
    const error = await errorOf(refused);
    expect(error).toMatchObject({ code: 'destructive_changes' });
    expect(error?.message).toContain(first);
    expect(error?.message).toContain('text');
    expect(await headOf(first)).toMatchObject({ generationId: first });
    const allowed = await done(await jobs.storeNext(refused, undefined, { allowDestructive: true }));
    expect((await jobs.read(allowed)).result?.marks).toMatchObject({ destructive: 1 });
  });

  it('takes the renames that were asked for with it, and refuses those that name nothing', async () => {
    const first = await done(await jobs.store(noteModel(text)));
    const rename = (table: string) => [{ from: { table, field: 'text' }, to: { table: 'note', field: 'words' } }];
    const renamed = await jobs.storeNext(first, noteModel(words));
    await jobs.storeRenames(renamed, rename('nothing'));
    expect(await errorOf(renamed)).toMatchObject({ code: 'renames_not_valid' });
    const next = await jobs.storeNext(renamed);
    await jobs.storeRenames(next, rename('note'));
    await done(next);
    expect((await jobs.read(next)).result?.marks).toMatchObject({ destructive: 0 });
    const fresh = await jobs.storeNext(next, undefined, { fresh: true });
    await jobs.storeRenames(fresh, rename('note'));
    expect(await errorOf(fresh)).toMatchObject({ code: 'renames_not_valid' });
  });

  it('has the number that was asked for, above those before', async () => {
    const first = await done(await jobs.store(noteModel()));
    const second = await done(await jobs.storeNext(first, noteModel(text), { nextMigration: 7 }));
    expect((await jobs.read(second)).result?.migrations).toEqual([expect.stringMatching(/^0007_/)]);
    const third = await jobs.storeNext(second, noteModel(text, words), { nextMigration: 7 });
    expect(await errorOf(third)).toMatchObject({ code: 'next_migration_taken' });
  });

  it('has the indexes of foreign keys that the one before has, unless others are asked for', async () => {
    const author = { name: 'author', type: 'uuid' };
    const model = {
      ...noteModel(author),
      relationships: [
        { type: 'many-to-one', fromTable: 'note', fromFields: ['author'], toTable: 'note', toFields: ['id'] },
      ],
    };
    const first = await done(await jobs.store(model, { options: { indexForeignKeys: true } }));
    const second = await done(await jobs.storeNext(first));
    expect((await jobs.read(second)).result?.migrations).toEqual([]);
    const third = await done(await jobs.storeNext(second, undefined, { indexForeignKeys: false }));
    expect((await jobs.read(third)).result?.migrations).toHaveLength(1);
    expect((await documentOf(third)).options).toEqual({ indexForeignKeys: false });
  });

  it('fails with the reason where what was stored before cannot be read', async () => {
    const first = await done(await jobs.store(noteModel()));
    const head = await headOf(first);
    if (head === undefined) throw new Error('there is no head');
    const { schemaId } = await jobs.read(first);
    const document = await jobs.documents.encode({ formatVersion: 2 }, { objectKey: 'unused' });
    await entries.put(generationHistoryHeadKey(schemaId), { ...head, document });
    const error = await errorOf(await jobs.storeNext(first));
    expect(error).toMatchObject({ code: 'history_not_continuable' });
    expect(error?.message).toContain('has the format 2');
    const pointer = { pointer: 'documents/gone.json.gz', jsonBytes: 2, sha256: '' };
    await entries.put(generationHistoryHeadKey(schemaId), { ...head, document: pointer });
    expect((await errorOf(await jobs.storeNext(first)))?.message).toContain('no longer there');
  });
});

describe.skipIf(gap)(`options${gap}`, () => {
  it('name another entry than the head to continue from', async () => {
    const first = await done(await jobs.store());
    const second = await done(await jobs.storeNext(first));
    const third = await done(await jobs.storeNext(first, undefined, { base: first }));
    expect((await jobs.read(third)).result?.base).toMatchObject({ generationId: first });
    expect(await headOf(third)).toMatchObject({ generationId: third, parentId: first, position: 3 });
    expect(await entryOf(second)).toMatchObject({ parentId: first, position: 2 });
  });

  it('begin anew: the head is one that continues from nothing', async () => {
    const first = await done(await jobs.store());
    const second = await done(await jobs.storeNext(first, undefined, { fresh: true }));
    expect((await jobs.read(second)).result?.base).toBeNull();
    const head = await headOf(second);
    expect(head).toMatchObject({ generationId: second, position: 2 });
    expect(head).not.toHaveProperty('parentId');
  });

  it('name no generation of another project, and none that left nothing', async () => {
    const others = await done(await jobs.store());
    const failed = await jobs.store({ name: 'Bad', tables: [{ name: 't', fields: [{ name: 'x', type: 'wat' }] }] });
    await handle(failed);
    const { projectId, schemaId } = await jobs.read(failed);
    for (const base of [others, failed, 'unknown', `${projectId}`]) {
      const id = await jobs.store(undefined, { projectId, schemaId, options: { base } });
      expect(await handle(id)).toMatchObject({ kind: 'reject' });
      expect((await jobs.read(id)).error).toMatchObject({ code: 'base_not_found' });
    }
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
    const watched: typeof generateInThread = async (job, options) => {
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
    const generate: typeof generateInThread = async (...args) => {
      plans += 1;
      await entries.put(generationHistoryHeadKey((await jobs.read(slow)).schemaId), {
        ...{ generationId: `another ${plans}`, schemaId: 's', schemaVersion: 1, position: plans },
        ...{ generatorVersion: '0', createdAt: new Date().toISOString() },
        document: await jobs.documents.encode({}, { objectKey: 'unused' }),
      });
      // What it makes of what it continues from does not matter here.
      planned ??= generateInThread(...args);
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
  const generateBulky: typeof generateInThread = async (...args) => bulky(await generateInThread(...args));

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
    const largeAtFirst: typeof generateInThread = async (job, options) => {
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
