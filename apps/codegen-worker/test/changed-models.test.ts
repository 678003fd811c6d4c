import { generationHistoryHeadKey } from '@snapinfra/platform';
import { useBackend } from '@snapinfra/testing';
import { describe, expect, it } from 'vitest';
import { createHistories } from './support/histories.ts';

const backend = await useBackend();
const { jobs, entries, handle, ...histories } = createHistories(backend);
const { done, errorOf, entryOf, documentOf, headOf } = histories;

const id = { name: 'id', type: 'uuid', primary: true, default: 'gen_random_uuid()' };
const text = { name: 'text', type: 'text' };
const words = { name: 'words', type: 'text' };
const noteModel = (...fields: object[]) => ({ name: 'Notes', tables: [{ name: 'note', fields: [id, ...fields] }] });

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
    const allowed = await jobs.storeNext(refused, undefined, { allowDestructive: true }, { acceptedBase: first });
    await done(allowed);
    expect((await jobs.read(allowed)).result?.marks).toMatchObject({ destructive: 1 });
  });

  it('loses nothing where another one came between, even in the words in which the loss was accepted', async () => {
    const first = await done(await jobs.store(noteModel(text, words)));
    const accepted = { allowDestructive: true };
    const slow = await jobs.storeNext(first, noteModel(words), accepted, { acceptedBase: first });
    // Afterwards, "text" is another field: the one that was "words".
    const fast = await jobs.storeNext(slow, noteModel(text), accepted, { acceptedBase: first });
    const [from, to] = ['words', 'text'].map((field) => ({ table: 'note', field }));
    await jobs.storeRenames(fast, [{ from, to }]);
    await done(fast);
    const error = await errorOf(slow);
    expect(error?.code).toBe('destructive_changes');
    for (const told of [fast, 'text', 'request it again']) expect(error?.message).toContain(told);
    expect(await headOf(slow)).toMatchObject({ generationId: fast });
  });

  it('is done where another one came between and nothing is lost', async () => {
    const first = await done(await jobs.store(noteModel(text)));
    const slow = await jobs.storeNext(
      first,
      noteModel(text, words),
      { allowDestructive: true },
      { acceptedBase: null },
    );
    await done(slow);
    expect((await jobs.read(slow)).result?.marks).toMatchObject({ destructive: 0 });
  });

  it('takes the renames that were asked for with it, and refuses those that name nothing', async () => {
    const first = await done(await jobs.store(noteModel(text)));
    const rename = (table: string) => [{ from: { table, field: 'text' }, to: { table: 'note', field: 'words' } }];
    const renamed = await jobs.storeNext(first, noteModel(words));
    await jobs.storeRenames(renamed, rename('nothing'));
    const error = await errorOf(renamed);
    expect(error?.code).toBe('renames_not_valid');
    for (const told of [first, 'options.base', 'request it again']) expect(error?.message).toContain(told);
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
    const timed = await done(await jobs.storeNext(third, undefined, { nextMigration: 20_260_101_120_001 }));
    expect((await jobs.read(timed)).result?.migrations).toEqual([expect.stringMatching(/^20260101120001_/)]);
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
