import { inflateRawSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { generateInThread } from './generate-in-thread.ts';

const job = {
  schemaDocument: Buffer.from(
    JSON.stringify({
      name: 'Notes',
      tables: [{ name: 'note', fields: [{ name: 'id', type: 'uuid', primary: true }] }],
    }),
  ),
  architectureDocument: undefined,
  renamesDocument: undefined,
  base: undefined,
  acceptedBase: undefined,
  projectName: 'Notes',
  packageName: undefined,
  indexForeignKeys: undefined,
  nextMigration: undefined,
  allowDestructive: undefined,
};
const never = new AbortController().signal;

it('generates, and tells how far it is', async () => {
  const phases: string[] = [];
  const outcome = await generateInThread(job, { signal: never, onProgress: ({ phase }) => phases.push(phase) });
  expect(outcome).toMatchObject({ kind: 'generated', result: { tableCount: 1 } });
  expect(phases).toEqual(['generating', 'packing']);
});

it('refuses a model with errors in a message of bounded length', async () => {
  const table = { name: 'note', fields: [{ name: 'id', type: 'uuid', primary: true, ['x'.repeat(1_000_000)]: 1 }] };
  const schemaDocument = Buffer.from(JSON.stringify({ name: 'Notes', tables: [table] }));
  const outcome = await generateInThread({ ...job, schemaDocument }, { signal: never, onProgress: () => undefined });
  expect(outcome).toMatchObject({ kind: 'refused', error: { code: 'model_has_errors' } });
  expect(outcome.kind === 'refused' && outcome.error.message.length).toBeLessThanOrEqual(2_000);
});

it('refuses a model that needs more memory than it may', async () => {
  const outcome = await generateInThread(job, { signal: never, onProgress: () => undefined, maxHeapMb: 8 });
  expect(outcome).toMatchObject({ kind: 'refused', error: { code: 'model_too_large' } });
});

it('rejects with what broke the thread, and with the reason of an abort', async () => {
  const broken = { ...job, schemaDocument: Buffer.from('{ not JSON') };
  await expect(generateInThread(broken, { signal: never, onProgress: () => undefined })).rejects.toThrow(/JSON/);
  const stop = new AbortController();
  const stopped = generateInThread(job, { signal: stop.signal, onProgress: () => stop.abort({ code: 'stopping' }) });
  await expect(stopped).rejects.toEqual({ code: 'stopping' });
});

it('adds the indexes of foreign keys where that was asked for', async () => {
  const id = { name: 'id', type: 'uuid', primary: true };
  const model = {
    name: 'Notes',
    tables: [
      { name: 'book', fields: [id] },
      { name: 'note', fields: [id, { name: 'book_id', type: 'uuid' }] },
    ],
    relationships: [{ type: 'many-to-one', fromTable: 'note', fromField: 'book_id', toTable: 'book', toField: 'id' }],
  };
  const migrationOf = async (indexForeignKeys: boolean | undefined) => {
    const wanted = { ...job, schemaDocument: Buffer.from(JSON.stringify(model)), indexForeignKeys };
    const outcome = await generateInThread(wanted, { signal: never, onProgress: () => undefined });
    if (outcome.kind !== 'generated') throw new Error(outcome.error.message);
    const file = outcome.result.index.files.find(({ path }) => path === 'migrations/0001_initial.sql');
    if (!file) throw new Error('there is no migration');
    return inflateRawSync(outcome.result.archive.subarray(file.offset, file.offset + file.compressedBytes)).toString();
  };
  expect(await migrationOf(true)).toContain('CREATE INDEX "note_book_id_idx" ON "note" ("book_id");');
  expect(await migrationOf(undefined)).not.toContain('CREATE INDEX');
});
