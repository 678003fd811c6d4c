import {
  cancelCodeGeneration,
  createProject,
  deleteCodeGeneration,
  deleteProject,
  downloadArchive,
  generateCode,
  getCodeGeneration,
  getDownloadUrl,
  listCodeGenerations,
  listCodeGenerationsOfProject,
  listGeneratedFiles,
  readGeneratedFile,
  streamCodeGeneration,
} from '@snapinfra/contracts';
import {
  codeGenerationArchiveKey,
  codeGenerationKey,
  codeGenerationMaxAttempts,
  outboxShardOf,
} from '@snapinfra/platform';
import { useBackend } from '@snapinfra/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { complete, storedFiles, storedRecord } from './support/generations.ts';
import { goodSchema } from './support/models.ts';
import { expectProblem, startApi } from './support/start-api.ts';
import { objectKeysOf } from './support/stored-objects.ts';

const backend = await useBackend();
const api = await startApi(backend);
afterAll(() => api.close());

const newProject = async (body: object = { name: 'Shop', schema: goodSchema }, user = 'ada') =>
  (await api.expectStatus(201, createProject, { body, user })).body.data;

const request = async (body: object, user = 'ada') =>
  (await api.expectStatus(202, generateCode, { body, user })).body.data;

describe('a code generation', () => {
  it('is listed by user and project, page by page', async () => {
    const user = 'lister';
    const { id: projectId } = await newProject(undefined, user);
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) ids.unshift((await request({ projectId }, user)).id);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await api.expectStatus(200, listCodeGenerations, { user, query: { limit: 2, cursor } });
      seen.push(...body.data.map(({ id }) => id));
      cursor = body.pagination.nextCursor ?? undefined;
      if (seen.length < 5) await request({ projectId }, user);
    } while (cursor);
    expect(seen).toEqual(ids);
    const ofProject = { params: { projectId }, query: { limit: 100 }, user };
    const { body } = await api.expectStatus(200, listCodeGenerationsOfProject, ofProject);
    expect(body.data.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
  });

  it('has nothing to download before it is completed', async () => {
    const { id: projectId } = await newProject();
    const params = { generationId: (await request({ projectId })).id };
    await expectProblem(api, 'code_generation_not_completed', getDownloadUrl, { params });
    await expectProblem(api, 'code_generation_not_completed', downloadArchive, { params });
    await expectProblem(api, 'code_generation_not_completed', listGeneratedFiles, { params });
    await expectProblem(api, 'code_generation_not_completed', readGeneratedFile, {
      params: { ...params, '*': 'README.md' },
    });
  });

  it('is downloaded by a URL, and looked into file by file', async () => {
    const { id: projectId } = await newProject();
    const { id } = await request({ projectId });
    await complete(api, await storedRecord(api, id));
    const params = { generationId: id };
    const { body } = await api.expectStatus(200, getDownloadUrl, { params });
    expect(body.data).toMatchObject({ expiresIn: 3600, fileName: 'shöp.zip' });
    const download = await fetch(body.data.downloadUrl);
    expect(download.headers.get('content-disposition')).toContain("filename*=UTF-8''sh%C3%B6p.zip");
    expect(await download.text()).toContain('before');
    const redirect = await api.call(downloadArchive, { params });
    expect(redirect.status).toBe(302);
    expect(new URL(String(redirect.headers.location)).pathname).toBe(new URL(body.data.downloadUrl).pathname);
    const files = await api.expectStatus(200, listGeneratedFiles, { params });
    expect(files.body.data.files.map(({ path }) => path)).toEqual(Object.keys(storedFiles));
    for (const [path, text] of Object.entries(storedFiles)) {
      const file = await api.call(readGeneratedFile, { params: { ...params, '*': path } });
      expect([file.status, file.text]).toEqual([200, text]);
      expect(file.headers['content-security-policy']).toContain("default-src 'none'");
    }
    await expectProblem(api, 'file_not_found', readGeneratedFile, { params: { ...params, '*': 'no/such file' } });
  });

  it('is cancelled once, and not after its end', async () => {
    const { id: projectId } = await newProject();
    const { id } = await request({ projectId });
    const params = { generationId: id };
    const { body } = await api.expectStatus(200, cancelCodeGeneration, { params });
    expect(body.data).toMatchObject({ status: 'cancelled', version: 2 });
    expect(await storedRecord(api, id)).not.toHaveProperty('outboxDueAt');
    await expectProblem(api, 'code_generation_ended', cancelCodeGeneration, { params });
  });

  it('goes with its archive', async () => {
    const user = 'remover';
    const { id: projectId } = await newProject(undefined, user);
    const { id } = await request({ projectId }, user);
    await complete(api, await storedRecord(api, id));
    expect(await objectKeysOf(api, projectId)).toEqual(expect.arrayContaining([codeGenerationArchiveKey(id, 1)]));
    const params = { generationId: id };
    await expectProblem(api, 'precondition_failed', deleteCodeGeneration, {
      params,
      user,
      headers: { 'if-match': '"1"' },
    });
    await api.expectStatus(200, deleteCodeGeneration, { params, user });
    await expectProblem(api, 'code_generation_not_found', getCodeGeneration, { params, user });
    expect(await objectKeysOf(api, projectId)).toEqual([]);
    expect((await api.expectStatus(200, listCodeGenerations, { user })).body.data).toEqual([]);
  });

  it('goes with its project', async () => {
    const user = 'project remover';
    const { id: projectId } = await newProject(undefined, user);
    const { id } = await request({ projectId }, user);
    await complete(api, await storedRecord(api, id));
    expect(await objectKeysOf(api, projectId)).toEqual(expect.arrayContaining([codeGenerationArchiveKey(id, 1)]));
    await api.expectStatus(200, deleteProject, { params: { projectId }, user });
    await expectProblem(api, 'code_generation_not_found', getCodeGeneration, { params: { generationId: id }, user });
    expect(await objectKeysOf(api, projectId)).toEqual([]);
  });

  it('is work in progress to this version when a later one has given it a status and a phase of its own', async () => {
    const { id: projectId } = await newProject();
    const { id } = await request({ projectId });
    const params = { generationId: id };
    const progress = { phase: 'verifying', percent: 95, message: 'Verifying' };
    const due = { outboxShard: outboxShardOf(id), outboxDueAt: 1, attempts: codeGenerationMaxAttempts };
    const later = { status: 'verifying', progress, ...due };
    await api.stores.generations.update(codeGenerationKey(id), { set: later, add: { version: 1 } });
    const { body } = await api.expectStatus(200, getCodeGeneration, { params });
    expect(body.data).toMatchObject({ status: 'processing', progress });
    await api.expectStatus(200, listCodeGenerationsOfProject, { params: { projectId } });
    await expectProblem(api, 'code_generation_not_completed', getDownloadUrl, { params });
    await api.deps.sweeper.sweep();
    expect(await storedRecord(api, id)).toMatchObject({ status: 'verifying', version: body.data.version });
    const cancelled = await api.expectStatus(200, cancelCodeGeneration, { params });
    expect(cancelled.body.data).toMatchObject({ status: 'cancelled' });
    await api.expectStatus(200, deleteCodeGeneration, { params });
  });

  it('is seen by its owner only', async () => {
    const { id: projectId } = await newProject();
    const { id } = await request({ projectId });
    const other = { params: { generationId: id, projectId, '*': 'README.md' }, user: 'eve' };
    const contracts = [
      ...[getCodeGeneration, deleteCodeGeneration, cancelCodeGeneration, streamCodeGeneration],
      ...[getDownloadUrl, downloadArchive, listGeneratedFiles, readGeneratedFile],
    ];
    for (const contract of contracts) await expectProblem(api, 'code_generation_not_found', contract, other);
    await expectProblem(api, 'project_not_found', listCodeGenerationsOfProject, other);
  });
});
