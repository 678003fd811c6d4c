import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { startHttpInterceptor, useBackend } from '@snapinfra/testing';
import { fromBufferPromise } from 'yauzl';
import { afterAll, describe, expect, it } from 'vitest';
import { dueAt } from '@snapinfra/jobs';
import { maximumExportAttempts } from '../src/features/users/export-changes.ts';
import {
  archivesOfExport,
  exportArchiveKey,
  exportKey,
  exportOutbox,
  ExportRecord,
} from '../src/features/users/export-record.ts';
import { jsonFile, type ExportedFile } from '../src/records/exported-file.ts';
import { createMakeExport, type MakeExportDeps } from '../src/features/users/make-export.ts';
import { createStorage } from '../src/storage/storage.ts';
import { writableTable } from '../src/storage/tables.ts';

const backend = await useBackend();
let losesAnswerTo: RegExp | undefined;
const dynamodb = await startHttpInterceptor(backend.endpoints.dynamodb, async (request, forward) => {
  const answer = await forward(request);
  if (losesAnswerTo === undefined || !losesAnswerTo.test(String(request.body))) return answer;
  losesAnswerTo = undefined;
  throw new Error('the answer is lost');
});
afterAll(() => dynamodb.stop());

let nowMs = Date.parse('2026-05-06T07:08:09Z');
const clock = () => new Date(nowMs);
const storage = createStorage({
  clients: backend.clients({ endpoints: { dynamodb: dynamodb.url } }),
  tablePrefix: backend.env['DYNAMODB_TABLE_PREFIX'] ?? '',
  bucket: backend.resources.bucket,
});
const exports = writableTable(storage.open('users', ExportRecord));
const { objects } = storage;

const requested = async (id: string): Promise<ExportRecord> => {
  const now = clock().toISOString();
  const times = { createdAt: now, updatedAt: now, version: 1 };
  const record: ExportRecord = { id, userId: 'ada', status: 'pending', attempts: 0, leaseToken: 0, ...times };
  await exports.put(exportKey('ada', id), record, { attributes: dueAt(id, nowMs, exportOutbox) });
  return record;
};
const read = async (id: string) => (await exports.get(exportKey('ada', id))) ?? expect.fail('no such export');
const keysOf = async (record: ExportRecord) => {
  const keys: string[] = [];
  for await (const key of objects.listKeys(archivesOfExport(record))) keys.push(key);
  return keys;
};

const errors: string[] = [];
async function* oneFile(userId: string): AsyncGenerator<ExportedFile> {
  yield jsonFile('profile.json', async () => ({ userId }));
}
const maker = (deps: Partial<MakeExportDeps> = {}) =>
  createMakeExport({
    ...{ exports, objects, clock, filesOf: oneFile, holder: 'here', stopping: new AbortController().signal },
    onError: (message) => errors.push(message),
    ...deps,
  });

describe('an export', () => {
  it('is made once, by however many at once, and tells of its archive', async () => {
    const record = await requested('once');
    await Promise.all([maker()(record), maker()(record), maker({ holder: 'there' })(record)]);
    await maker()(record);
    const done = await read('once');
    expect(done).toMatchObject({ status: 'completed', attempts: 1, fileCount: 1 });
    expect(done).toMatchObject({ fileName: 'snapinfra-export-2026-05-06.zip', completedAt: clock().toISOString() });
    expect(done.expiresAt).toBe(new Date(nowMs + 7 * 24 * 3_600_000).toISOString());
    expect(done.leaseHolder).toBeUndefined();
    expect(await keysOf(record)).toEqual([done.archiveKey]);
    const bytes = Buffer.from((await objects.getBytes(done.archiveKey ?? '')) ?? []);
    expect(bytes).toHaveLength(done.archiveBytes ?? -1);
    expect((await fromBufferPromise(bytes)).entryCount).toBe(1);
  });

  it('that a stale holder ends later is the one of the new holder, and nothing else is kept', async () => {
    const record = await requested('stale');
    const [reached, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    async function* slowFile(): AsyncGenerator<ExportedFile> {
      reached.resolve();
      await go.promise;
      yield jsonFile('late.json', async () => 'late');
    }
    const stale = maker({ filesOf: slowFile, holder: 'stale' })(record);
    await reached.promise;
    nowMs += 61_000;
    await maker({ holder: 'new' })(await read('stale'));
    go.resolve();
    await stale;
    const done = await read('stale');
    expect(done).toMatchObject({ status: 'completed', attempts: 2, archiveKey: exportArchiveKey(record, 2) });
    expect(await keysOf(record)).toEqual([done.archiveKey]);
  });

  it('keeps its archive where the answer to its completion is lost', async () => {
    const record = await requested('unheard');
    losesAnswerTo = /completedAt/;
    await maker()(record);
    expect(losesAnswerTo).toBeUndefined();
    const done = await read('unheard');
    expect(done.status).toBe('completed');
    expect(await keysOf(record)).toEqual([done.archiveKey]);
  });

  it('of a user who has gone meanwhile leaves no archive', async () => {
    const record = await requested('gone');
    async function* goneFile(): AsyncGenerator<ExportedFile> {
      await exports.delete(exportKey('ada', 'gone'));
      yield jsonFile('gone.json', async () => 1);
    }
    await maker({ filesOf: goneFile })(record);
    expect(await exports.get(exportKey('ada', 'gone'))).toBeUndefined();
    expect(await keysOf(record)).toEqual([]);
  });

  it('is tried again after a pause that grows, and has failed after five attempts', async () => {
    const record = await requested('failing');
    async function* brokenFile(): AsyncGenerator<ExportedFile> {
      yield { path: 'x', open: async () => Readable.from([randomBytes(10)]) };
      throw new Error('broken');
    }
    errors.length = 0;
    for (let attempt = 1; attempt <= maximumExportAttempts; attempt += 1) {
      await maker({ filesOf: brokenFile })(await read('failing'));
      expect((await read('failing')).attempts).toBe(attempt);
    }
    await maker()(await read('failing'));
    expect(await read('failing')).toMatchObject({ status: 'failed', error: { code: 'export_failed' }, attempts: 5 });
    expect(errors).toHaveLength(5);
    expect(await keysOf(record)).toEqual([]);
  });

  it('is given back by an instance that stops, and its attempt does not count', async () => {
    const record = await requested('stopped');
    const stopping = new AbortController();
    async function* endless(): AsyncGenerator<ExportedFile> {
      for (let number = 0; ; number += 1) {
        if (number === 3) stopping.abort(new Error('stopping'));
        yield jsonFile(`${number}.json`, async () => number);
      }
    }
    await maker({ filesOf: endless, stopping: stopping.signal })(record);
    expect(await read('stopped')).toMatchObject({ status: 'pending', attempts: 0 });
    await maker()(await read('stopped'));
    expect(await read('stopped')).toMatchObject({ status: 'completed', attempts: 1 });
  });
});
